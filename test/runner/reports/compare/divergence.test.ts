import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventBody, TopoEvent } from '../../../../src/events/event.ts'
import { divergenceOf as divergenceBetween } from '../../../../src/runner/reports/compare/divergence.ts'
import { renewalLog } from '../../../fixtures/compared.ts'
import { LogBuilder, notReached, reached } from '../../../fixtures/log-builder.ts'

/** With names as they are. */
function divergenceOf(a: readonly TopoEvent[], b: readonly TopoEvent[], tolerance: number | null) {
  return divergenceBetween(a, b, { tolerance, rename: (text) => text })
}

function logOf(...events: readonly (readonly [number, EventBody])[]): readonly TopoEvent[] {
  const log = new LogBuilder()
  for (const [t, body] of events) log.at(t, body)
  return log.events
}

const alice = reached('1', 'bob', 'alice')
const carol = reached('1', 'bob', 'carol')
const failed = notReached('1', 'bob', 'alice')
const connected: EventBody = {
  kind: 'connection-opened',
  node: 'boot',
  connection: 'c1',
  peer: 'alice',
  direction: 'inbound',
  path: { kind: 'direct' },
  address: '/ip4/1.2.3.4/tcp/34038',
}
const renumbered: EventBody = { ...connected, connection: 'c7', address: '/ip4/1.2.3.4/tcp/5' }

describe('logs that must agree in every byte', () => {
  it('do so whatever the wall time was', () => {
    const log = renewalLog({ keeps: true })
    const later = log.map((event) => ({ ...event, wall: { time: '2030-01-01T00:00:00.000Z' } }))
    expect(divergenceOf(log, later, null)).toBeNull()
  })

  it.each<
    [string, readonly (readonly [number, EventBody])[], readonly (readonly [number, EventBody])[], number]
  >([
    [
      'a time',
      [
        [10, alice],
        [20, carol],
      ],
      [
        [10, alice],
        [21, carol],
      ],
      20,
    ],
    [
      'an event',
      [
        [10, alice],
        [20, carol],
      ],
      [
        [10, alice],
        [20, failed],
      ],
      20,
    ],
    [
      'an end',
      [
        [10, alice],
        [20, carol],
      ],
      [[10, alice]],
      20,
    ],
    ['a number', [[10, connected]], [[10, renumbered]], 10],
  ])('part with the first difference in %s', (_, a, b, at) => {
    expect(divergenceOf(logOf(...a), logOf(...b), null)).toMatchObject({ at })
    expect(divergenceOf(logOf(...b), logOf(...a), null)).toMatchObject({ at })
  })
})

describe('logs of different releases', () => {
  it('agree when events are a little apart, in another order, or numbered otherwise', () => {
    const a = logOf([10, alice], [500, carol], [600, connected])
    const b = logOf([400, carol], [900, alice], [1000, renumbered])
    expect(divergenceOf(a, b, 1000)).toBeNull()
    expect(divergenceOf(a, b, 300)).not.toBeNull()
  })

  it('part where an event has no like in the other one', () => {
    const a = logOf([10, alice], [5000, carol], [9000, alice])
    const b = logOf([10, alice], [9000, alice])
    expect(divergenceOf(a, b, 1000)).toMatchObject({
      at: 5000,
      before: [{ n: 1 }],
      first: [{ n: 2 }, { n: 3 }],
      second: [{ n: 2, t: 9000 }],
    })
    expect(divergenceOf(b, a, 1000)).toMatchObject({
      at: 5000,
      first: [{ t: 9000 }],
      second: [{ t: 5000 }, {}],
    })
  })

  it('part where the same happens once more', () => {
    const a = logOf([10, alice], [20, alice])
    expect(divergenceOf(a, logOf([10, alice]), 1000)).toMatchObject({ at: 20, second: [] })
  })

  it('agree when only the peer ids behind the names of nodes differ, in whatever order they stand', () => {
    const advertises = (...ids: readonly string[]): EventBody => ({
      kind: 'addresses',
      node: 'alice',
      addresses: ids.map((id) => `/ip4/1.2.3.4/tcp/1/p2p/${id}`),
    })
    const a = logOf([10, advertises('id-1-of-boot', 'id-2-of-alice')], [5000, carol])
    const b = logOf([10, advertises('id-3-of-alice', 'id-4-of-boot')], [9000, carol])
    const likeness = { tolerance: 1000, rename: (text: string) => text.replaceAll(/id-\d-of-/g, '') }
    expect(divergenceBetween(a, b, likeness)).toMatchObject({ at: 5000 })
    expect(divergenceOf(a, b, 1000)).toMatchObject({ at: 10 })
  })

  it('differ in the address after the renewal', () => {
    const parting = divergenceOf(renewalLog({ keeps: true }), renewalLog({ keeps: false }), 1000)
    expect(parting?.second[0]).toMatchObject({ kind: 'reservation-lost', t: 3_301_000 })
  })
})

const body = fc.constantFrom(alice, carol, failed, connected)
const log = fc
  .array(fc.tuple(fc.nat({ max: 5000 }), body), { maxLength: 40 })
  .map((events) => logOf(...events.toSorted(([a], [b]) => a - b)))

it('a log agrees with itself, and with itself a little later', () => {
  fc.assert(
    fc.property(log, fc.nat({ max: 1000 }), (events, delay) => {
      const later = events.map((event) => ({ ...event, t: event.t + delay }))
      expect(divergenceOf(events, events, null)).toBeNull()
      expect(divergenceOf(events, later, 1000)).toBeNull()
    }),
  )
})

it('two logs part at the same time in either order', () => {
  fc.assert(
    fc.property(log, log, fc.constantFrom(null, 0, 1000), (a, b, tolerance) => {
      const there = divergenceOf(a, b, tolerance)
      const back = divergenceOf(b, a, tolerance)
      expect(back?.at).toBe(there?.at)
    }),
  )
})
