import { eventVersion, type TopoEvent } from '../../../events/event.ts'
import type { PackedEvents } from './pack-events.ts'
import { NumberReader } from './packed-numbers.ts'

const wall = {}

/** Unpacks events, with an empty `wall`. */
export function unpackEvents({ texts, shapes, numbers }: PackedEvents): readonly TopoEvent[] {
  const reader = new NumberReader(numbers)
  const structures: unknown[] = []
  const events: TopoEvent[] = []
  let known = 0
  let next = 1
  let time = 0
  while (reader.hasMore) {
    const shape = shapes[reader.next()]
    if (shape === undefined) break
    time += reader.next()
    const event: Record<string, unknown> = { v: eventVersion, n: next, t: time, kind: shape.kind }
    for (const { key, type } of shape.columns) {
      const value = reader.next()
      if (type === 'count') {
        event[key] = value
        continue
      }
      if (value === 0) known += 1
      const place = (value === 0 ? known : value) - 1
      if (type === 'json') structures[place] ??= JSON.parse(texts[place] ?? 'null')
      event[key] = (type === 'text' ? texts : structures)[place]
    }
    event['wall'] = wall
    // Safe: only events are packed.
    events.push(event as unknown as TopoEvent)
    next = Number(event['n']) + 1
    time = Number(event['t'])
  }
  return events
}
