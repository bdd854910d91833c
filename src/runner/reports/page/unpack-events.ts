import { eventVersion, type TopoEvent } from '../../../events/event.ts'
import type { Column, PackedEvents, Value } from './pack-events.ts'

/** Unpacks events, with an empty `wall`. */
export function unpackEvents({ texts, shapes, values }: PackedEvents): readonly TopoEvent[] {
  const structures = new Map<number, unknown>()
  const structure = (index: number): unknown => {
    if (!structures.has(index)) structures.set(index, JSON.parse(texts[index] ?? 'null'))
    return structures.get(index)
  }
  const read = ({ type }: Column, value: Value | undefined): unknown => {
    if (type === 'plain') return value
    return type === 'text' ? texts[Number(value)] : structure(Number(value))
  }
  const events: TopoEvent[] = []
  let next = 1
  for (let at = 0; at < values.length; ) {
    const shape = shapes[Number(values[at])]
    if (shape === undefined) break
    const event: Record<string, unknown> = { v: eventVersion, n: next, t: values[at + 1], kind: shape.kind }
    shape.columns.forEach((column, index) => {
      event[column.key] = read(column, values[at + 2 + index])
    })
    event['wall'] = {}
    at += 2 + shape.columns.length
    // Safe: only events are packed.
    events.push(event as unknown as TopoEvent)
    next = Number(event['n']) + 1
  }
  return events
}
