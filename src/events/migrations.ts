import { eventVersion } from './event.ts'

/** An event as read, of any version. */
export type RawEvent = Readonly<Record<string, unknown>>

/** Older version -> function from its events to events of the next version. */
const migrations: ReadonlyMap<number, (event: RawEvent) => RawEvent> = new Map()

/** Returns the event in the present version, or a sentence with the reason why it cannot. */
export function migrate(
  event: RawEvent,
  steps = migrations,
  target: number = eventVersion,
): RawEvent | string {
  let current = event
  for (;;) {
    const { v: version } = current
    if (version === target) return current
    if (typeof version !== 'number') return 'it has no version'
    if (version > target)
      return `its version is ${version}, written by a newer topo; this one reads up to ${target}`
    const step = steps.get(version)
    if (step === undefined) return `its version ${version} is unknown`
    current = { ...step(current), v: version + 1 }
  }
}
