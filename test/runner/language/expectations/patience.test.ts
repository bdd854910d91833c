import { describe, expect, test } from 'vitest'
import type { ProbeContext } from '../../../../src/runner/language/expectations/expectation.ts'
import { turnsOf } from '../../../../src/runner/language/expectations/pairs.ts'
import { patienceFor } from '../../../../src/runner/language/expectations/patience.ts'
import { dialTimeOf } from '../../../../src/runner/language/plan/dial-time.ts'
import { planOf } from '../../../support/run-topology.ts'

const context = (mode: ProbeContext['mode'], time: number | null, dialTime = 600) =>
  ({ mode, time, dialTime }) as ProbeContext

describe('an attempt may take', () => {
  test.each([
    ['half of the time, so that there are two', context('within', 8000), 1, 4000],
    ['five seconds at most', context('within', 60_000), 1, 5000],
    ['a share for each pair that has to wait, and one more', context('within', 10_000), 3, 2500],
    ['half a second at least', context('within', 900, 100), 1, 500],
    ['as long as a dial takes on slow links', context('within', 10_000, 9000), 1, 9000],
    ['five seconds where it must stay so', context('for', 1000), 1, 5000],
    ['five seconds where it must never be so', context('never', null), 1, 5000],
  ])('%s', (_title, given, turns, milliseconds) => {
    expect(patienceFor(given, turns)).toBe(milliseconds)
  })
})

test('pairs take turns where they share a node, and where there are more than four', () => {
  const pairs = (text: string) => text.split(' ').map((pair) => ({ from: pair[0] ?? '', to: pair[1] ?? '' }))
  expect(turnsOf([])).toBe(0)
  expect(turnsOf(pairs('ab cd ef gh'))).toBe(1)
  expect(turnsOf(pairs('ab cd ef gh ij'))).toBe(2)
  expect(turnsOf(pairs('ab ac ba'))).toBe(3)
  expect(turnsOf(Array.from({ length: 200_000 }, (_, at) => ({ from: 'a', to: `b-${at}` })))).toBe(50_000)
})

test('a dial takes as long as the slowest link makes it, which may come by a fault', () => {
  const plan = (links: string, fault = '') =>
    planOf(`
name: links
${links}
nodes: { a: { kind: peer }, b: { kind: peer } }
timeline:
  - { at: 1m, expect: process, node: a }
${fault}
`)
  expect(dialTimeOf(plan(''))).toBe(600)
  expect(dialTimeOf(plan('links: [{ between: [a, b], latency: 100ms, jitter: 20ms }]'))).toBe(7200)
  expect(dialTimeOf(plan('', '  - { at: 2m, fault: link, between: [a, b], latency: 300ms }'))).toBe(18_000)
})
