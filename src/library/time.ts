import * as z from 'zod'
import { duration } from '../runner/language/values/duration.ts'
import { readSettings } from './settings.ts'

/** A duration as in topologies (`250ms`, `2s`, `1h30m`), or a number of milliseconds. */
export type Time = string | number

/** The same type, but a number may stand for a text such as a duration. */
export type NumbersToo<T> = T extends readonly (infer E)[]
  ? readonly NumbersToo<E>[]
  : T extends object
    ? { readonly [K in keyof T]: NumbersToo<T[K]> }
    : string extends T
      ? T | number
      : T

const schema = z.strictObject({ time: duration })

/** Returns milliseconds. `call` names the function in the error message. */
export function timeOf(call: string, time: Time): number {
  return readSettings(call, schema, { time }).time
}
