import type { ProfileName } from '../../protocol/profiles.ts'
import { type Terms, termsOfProfile } from './terms.ts'

/** The configuration of production, as far as it is known. */
export interface Production {
  /** The source: a file, or the name of a profile. */
  readonly source: string
  /** The profile that stands for production; null for none. */
  readonly profile: ProfileName | null
  /** The values in the source itself. */
  readonly said: Partial<Terms>
}

export function productionOfProfile(name: ProfileName): Production {
  return { source: name, profile: name, said: termsOfProfile(name) }
}

/** Takes values that the source lacks from the profile that it names. */
export function termsOfProduction({ profile, said }: Production): Partial<Terms> {
  return profile === null ? said : { ...termsOfProfile(profile), ...said }
}
