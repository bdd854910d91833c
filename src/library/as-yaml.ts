import { stringify } from 'yaml'
import { InputError } from '../base/errors.ts'

/** Returns the argument of `call` as YAML. Throws {@link InputError} for values that are not plain data. */
export function asYaml(call: string, given: object): string {
  return stringify(given, (key: unknown, value: unknown) => {
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new InputError(`${call} takes plain data, but \`${String(key)}\` is a ${typeof value}`)
    return value
  })
}
