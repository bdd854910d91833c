import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TopoEvent } from '../../../../src/events/event.ts'
import { EventPacker } from '../../../../src/runner/reports/page/pack-events.ts'
import { unpackEvents } from '../../../../src/runner/reports/page/unpack-events.ts'
import { runNames, runs } from '../../../fixtures/runs.ts'

function packedAndBack(events: readonly TopoEvent[]): readonly TopoEvent[] {
  const packer = new EventPacker()
  for (const event of events) packer.push(event)
  return unpackEvents(JSON.parse(JSON.stringify(packer.packed())))
}

const withoutWall = (events: readonly TopoEvent[]) => events.map((event) => ({ ...event, wall: {} }))

test.each(runNames)('the events of a %s run survive packing, except for their machine part', (name) => {
  const { events } = runs[name]
  expect(packedAndBack(events)).toEqual(withoutWall(events))
})

test('fields of any content survive packing', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()))
  const event = fc.record({ node: fc.string(), text: value, more: value })
  fc.assert(
    fc.property(fc.array(event), fc.nat(), (bodies, start) => {
      const events = bodies.map(
        (body, index) =>
          ({ v: 1, n: start + index * 2, t: index / 3, kind: 'note', ...body, wall: {} }) as TopoEvent,
      )
      expect(packedAndBack(events)).toEqual(events)
    }),
  )
})

test('a text that occurs often is kept once', () => {
  const packer = new EventPacker()
  for (const event of runs.failing.events) packer.push(event)
  const { texts } = packer.packed()
  expect(new Set(texts).size).toBe(texts.length)
})
