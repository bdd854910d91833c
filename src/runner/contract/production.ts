import type { ProfileName } from '../../protocol/profiles.ts'
import { type Terms, termsOfProfile } from './terms.ts'

/** What production is configured to, as far as it is known. */
export interface Production {
  /** Where that is known from: a file, or the name of a profile. */
  readonly source: string
  /** The profile that claims to be production; null: none does. */
  readonly profile: ProfileName | null
  /** What the source says itself. */
  readonly said: Partial<Terms>
}

export function productionOfProfile(name: ProfileName): Production {
  return { source: name, profile: name, said: termsOfProfile(name) }
}

/** What the source does not say is as in the profile that it names. */
export function termsOfProduction({ profile, said }: Production): Partial<Terms> {
  return profile === null ? said : { ...termsOfProfile(profile), ...said }
}
