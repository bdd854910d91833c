import type { TopoEvent } from '../../../events/event.ts'
import { parseDuration } from '../../language/values/duration.ts'
import { parsePercentage } from '../../language/values/percentage.ts'
import { parseSize } from '../../language/values/size.ts'
import type { StoredRun } from '../../results/open-results.ts'
import type { Unit } from '../experiment/experiment.ts'
import { numbersOf } from '../experiment/run-numbers.ts'
import { Spans } from './spans.ts'
import type { TableName, TableRow } from './tables.ts'

/** Takes the rows of the tables, in any portions. */
export type TakeRows = <T extends TableName>(table: T, rows: readonly TableRow<T>[]) => void

/** Events in one portion: logs may be larger than memory. */
const portion = 20_000

const units: Readonly<Record<Unit, string>> = { time: 'ms', cpu: 'ms', count: 'count', bytes: 'bytes' }

/** Gives all rows of a run. `run`: its name in the tables. */
export function rowsOfRun(run: string, stored: StoredRun, take: TakeRows): void {
  const { plan, verdict, info } = stored
  const spans = new Spans()
  let [events, duration] = [0, 0]
  let rows: TableRow<'events'>[] = []
  for (const event of stored.events()) {
    spans.push(event)
    events += 1
    duration = event.t
    rows.push({ run, ...eventRow(event) })
    if (rows.length < portion) continue
    take('events', rows)
    rows = []
  }
  spans.end()
  take('events', rows)
  take(
    'reservations',
    spans.reservations.map((row) => ({ run, ...row })),
  )
  take(
    'connections',
    spans.connections.map((row) => ({ run, ...row })),
  )
  const { name: topology, seed, clock, fabric, nodes } = plan
  const { outcome, reason } = verdict
  const { libp2p } = info
  take('runs', [
    { run, topology, libp2p, seed, clock, fabric, nodes: nodes.length, outcome, reason, duration, events },
  ])
  const settings = Object.entries({ ...info.varied, seed: String(seed) })
  take(
    'settings',
    settings.map(([path, value]) => ({ run, path, value, number: numberIn(value) })),
  )
  const numbers = numbersOf({ verdict, events: stored.events(), resources: stored.resources() })
  take(
    'measures',
    numbers.map(({ entry, name, label, unit, value }) => ({
      run,
      entry,
      name,
      label,
      unit: units[unit],
      value,
    })),
  )
}

function eventRow(event: TopoEvent): Omit<TableRow<'events'>, 'run'> {
  const { n, t, kind, v: _version, wall: _wall, ...fields } = event
  const { node = null, entry = null, ...data }: Readonly<Partial<Record<string, unknown>>> = fields
  return { n, t, kind, node: textOf(node), entry: textOf(entry), data: JSON.stringify(data) }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function numberIn(text: string): number | null {
  const number =
    parseDuration(text) ??
    parseSize(text) ??
    parsePercentage(text) ??
    (text.trim() === '' ? Number.NaN : Number(text))
  return Number.isFinite(number) ? number : null
}
