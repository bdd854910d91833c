import { stringify } from 'yaml'
import { InputError } from '../base/errors.ts'

/** What was passed to `call`, as a topology says it. Throws {@link InputError} for what is no plain data. */
export function asYaml(call: string, given: object): string {
  return stringify(given, (key: unknown, value: unknown) => {
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new InputError(`${call} takes plain data, but \`${String(key)}\` is a ${typeof value}`)
    return value
  })
}
