import type { TopoEvent } from '../../../events/event.ts'
import { measureNames, measures } from '../../language/expectations/measures.ts'
import type { Resources } from '../../results/resources.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import { measuresOf } from '../compare/summarise.ts'
import type { RunMeasure } from './experiment.ts'
import { GapWatch } from './gap-watch.ts'

/** A number of a run. */
export interface RunNumber extends RunMeasure {
  /** The entry of the timeline; null: it is about the whole run. */
  readonly entry: string | null
  /** `wait`, `dials` */
  readonly name: string
  readonly value: number
}

export interface NumberedRun {
  readonly verdict: Verdict
  readonly events: Iterable<TopoEvent>
  readonly resources: Resources
}

/** Returns the numbers of a run. All but those of CPU are the same on every machine. */
export function numbersOf({ verdict, events, resources }: NumberedRun): readonly RunNumber[] {
  const gaps = new GapWatch()
  const changes: number[] = []
  let [opened, made] = [0, 0]
  let wall: TopoEvent['wall'] = {}
  for (const event of events) {
    gaps.push(event)
    if (event.kind === 'fault-applied' || event.kind === 'fault-reverted') changes.push(event.t)
    if (event.kind === 'connection-opened' && event.direction === 'outbound') opened += 1
    if (event.kind === 'reservation-made') made += 1
    if (event.kind === 'run-ended') wall = event.wall
  }
  const used = Object.values(resources)
  const cpu = used.length === 0 ? null : used.reduce((sum, one) => sum + one.cpu, 0)
  return [
    ...verdict.expectations.flatMap((one) => {
      const own = measuresOf(one, changes)
      return measureNames.flatMap((name): readonly RunNumber[] => {
        const { label, unit } = measures[name]
        const value = own[name]
        const key = `${one.entry}:${name}`
        if (value === undefined) return []
        return [{ entry: one.entry, name, key, label: `${label}: ${one.description}`, unit, value }]
      })
    }),
    ...ofRun('reservation-gap', 'longest time of a node without a reservation', 'time', gaps.longest),
    ...ofRun('reservations', 'reservations and renewals', 'count', made),
    ...ofRun('connections', 'connections opened', 'count', opened),
    ...ofRun('dials', 'TCP dials', 'count', numberIn(wall, 'dials')),
    ...ofRun('bytes', 'bytes sent', 'bytes', numberIn(wall, 'bytes')),
    ...ofRun('cpu', 'CPU of all nodes (real time)', 'cpu', cpu),
  ]
}

function ofRun(
  name: string,
  label: string,
  unit: RunMeasure['unit'],
  value: number | null,
): readonly RunNumber[] {
  return value === null ? [] : [{ entry: null, name, key: `run:${name}`, label, unit, value }]
}

function numberIn(wall: TopoEvent['wall'], key: string): number | null {
  const value = wall[key]
  return typeof value === 'number' && value >= 0 ? value : null
}
