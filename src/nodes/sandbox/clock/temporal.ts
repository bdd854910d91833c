/** `Temporal.Now` in virtual time, where Node has it. */
import { disguise, replace } from '../replace.ts'

type Zoned = Readonly<Record<string, () => unknown>>
type Loose = (...args: never[]) => unknown

interface TemporalGlobal {
  readonly Now: Readonly<Record<string, Loose>>
  readonly Instant: { fromEpochMilliseconds(time: number): { toZonedDateTimeISO(zone: unknown): Zoned } }
}

const parts = ['plainDateTimeISO', 'plainDateISO', 'plainTimeISO'] as const

export function installTemporal(target: object, now: () => number): void {
  const temporal = (target as { Temporal?: TemporalGlobal }).Temporal
  if (temporal === undefined) return
  const { Now, Instant } = temporal
  const zoned = (zone: unknown = Now['timeZoneId']?.()) =>
    Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO(zone)
  const stands: Record<string, Loose> = {
    instant: () => Instant.fromEpochMilliseconds(now()),
    zonedDateTimeISO: zoned,
  }
  for (const part of parts) {
    const convert = `toP${part.slice(1, -'ISO'.length)}`
    stands[part] = (zone: unknown) => zoned(zone)[convert]?.call(zoned(zone))
  }
  for (const [name, stand] of Object.entries(stands)) {
    const original = Now[name]
    if (original !== undefined) replace(Now, name, disguise(stand, original))
  }
}
