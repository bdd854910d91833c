import * as z from 'zod'
import { duration } from '../runner/language/values/duration.ts'
import { readSettings } from './settings.ts'

/** A duration as topologies have it, `250ms`, `2s`, `1h30m`, or a number of milliseconds. */
export type Time = string | number

/** The same with numbers where a text, such as a duration, belongs. */
export type Loose<T> = T extends readonly (infer E)[]
  ? readonly Loose<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Loose<T[K]> }
    : string extends T
      ? T | number
      : T

const schema = z.strictObject({ time: duration })

/** Milliseconds. `call` is what it was passed to, for the message. */
export function timeOf(call: string, time: Time): number {
  return readSettings(call, schema, { time }).time
}
