import type { Mode } from '../values/entry-times.ts'
import type { ExpectationKeys } from './entry-schema.ts'

const defaultWithin = 10_000

export function modeOf({ within, for: lasting, never }: ExpectationKeys): Mode {
  if (never === true) return { kind: 'never' }
  return lasting === null ? { kind: 'within', time: within ?? defaultWithin } : { kind: 'for', time: lasting }
}
