import { expect, it } from 'vitest'
import type { EventBody } from '../../../src/events/event.ts'
import type { EntryPlan } from '../../../src/runner/language/plan/plan.ts'
import { describeHole } from '../../../src/runner/verdict/hole.ts'
import { verdictOf } from '../../../src/runner/verdict/verdict.ts'
import { applied, booked, ended, finished, reached, started, startedLog } from '../../fixtures/log-builder.ts'
import {
  bootNode,
  buildPlan,
  expectation,
  fault,
  peer,
  reachable,
  reservation,
} from '../../fixtures/plan-builder.ts'

const hour = 3_600_000
const minute = 60_000
const made: EventBody = { kind: 'reservation-made', node: 'alice', relay: 'boot', renewal: false, expires: 1 }
const looks = [
  expectation('first', reachable('bob', 'alice')),
  expectation('last', reachable('bob', 'alice')),
]
const held = reservation()
const kill = fault('kill', { kind: 'kill', params: { node: ['boot'] } })

/** alice is reached at 56m and at 3h; the relay has forgotten her from 1h55m to 2h45m. */
function holesOf(others: readonly EntryPlan[], told: readonly (readonly [number, EventBody])[] = []) {
  const plan = buildPlan('demo', [bootNode('boot'), peer('alice'), peer('bob')], [...looks, ...others])
  const all: (readonly [number, EventBody])[] = [
    [minute, booked('accepted')],
    [minute, made],
    [56 * minute, started('first')],
    [56 * minute, reached('first', 'bob', 'alice')],
    [115 * minute, booked('expired')],
    [165 * minute, booked('accepted')],
    [3 * hour, started('last')],
    [3 * hour, reached('last', 'bob', 'alice')],
    [3 * hour, finished],
    ...told,
  ]
  const log = startedLog('demo', 'boot', 'alice', 'bob')
  for (const [at, body] of all.toSorted(([a], [b]) => a - b)) log.at(at, body)
  const verdict = verdictOf(plan, log.events)
  return verdict.holes.map(describeHole)
}

it('an unobserved loss between two looks is reported', () => {
  expect(holesOf([])).toEqual([
    'nobody looked between 56m and 3h, while the reservation of alice on boot was gone for 50m (from 1h 55m): say `for:` or `longestGap:` where it must hold all the time',
  ])
})

it.each<[what: string, entry: EntryPlan, told: readonly (readonly [number, EventBody])[]]>([
  [
    'an entry watches all the time',
    expectation('watch', held, { mode: { kind: 'for', time: 2 * hour }, known: 'https://example.org/1' }),
    [[hour, started('watch')]],
  ],
  [
    'an entry measures the longest gap',
    expectation('gap', { ...held, params: { ...held.params, longestGap: hour } }),
    [[3 * hour, started('gap')]],
  ],
  [
    'an entry looked just then',
    expectation('look', held),
    [
      [2 * hour, started('look')],
      [2 * hour + minute, ended('look')],
    ],
  ],
  [
    'an entry expected the loss',
    expectation('loss', { ...held, params: { ...held.params, state: 'none' } }),
    [[2 * hour, started('loss')]],
  ],
  ['a fault came before it', kill, applied('kill', 'nodes killed', 1).map((body) => [100 * minute, body])],
])('no loss is told when %s', (_, entry, told) => {
  expect(holesOf([entry], told)).toEqual([])
})
