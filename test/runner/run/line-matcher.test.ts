import { describe, expect, it } from 'vitest'
import type { EventBody } from '../../../src/events/event.ts'
import { isLogWatched, LineMatcher } from '../../../src/runner/run/line-matcher.ts'
import { expectation } from '../../fixtures/plan-builder.ts'

const looksFor = (id: string, pattern: string, ...node: readonly string[]) =>
  expectation(id, { kind: 'log', params: { node, pattern, times: { min: 1, max: null } } })

function matcher(isOpen: boolean, ...timeline: readonly ReturnType<typeof looksFor>[]) {
  const events: EventBody[] = []
  const record = (event: EventBody) => events.push(event)
  return { events, matcher: new LineMatcher({ node: 'alice', timeline, isOpen, record }) }
}

describe('the lines of a node', () => {
  it('are compared with the patterns of expectations about this node', () => {
    const timeline = [looksFor('log-1', '^up', 'alice', 'bob'), looksFor('log-2', 'up', 'bob')]
    const { events, matcher: lines } = matcher(false, ...timeline)
    for (const line of ['upwards', 'not up', 'up again']) lines.line(line)
    expect(events).toEqual(
      ['upwards', 'up again'].map((line) => ({ kind: 'log-matched', entry: 'log-1', node: 'alice', line })),
    )
  })

  it('are recorded up to 500 characters', () => {
    const { events, matcher: lines } = matcher(false, looksFor('log-1', 'x$', 'alice'))
    lines.line('x'.repeat(1000))
    expect(events).toMatchObject([{ line: 'x'.repeat(500) }])
  })

  it('are kept for later entries of an open run, and only of an open run', () => {
    for (const isOpen of [true, false]) {
      const { events, matcher: lines } = matcher(isOpen)
      lines.line('early')
      lines.lookFor(looksFor('log-1', 'a', 'alice'))
      lines.line('late')
      expect(events.map((event) => 'line' in event && event.line)).toEqual(
        isOpen ? ['early', 'late'] : ['late'],
      )
    }
  })
})

it.each([
  ['a log expectation names it', false, 'alice', true],
  ['later entries may look at it', true, 'bob', true],
  ['neither is the case', false, 'bob', false],
] as const)('the output of a node matters when %s', (_, isOpen, node, isWatched) => {
  expect(isLogWatched(node, { timeline: [looksFor('log-1', 'x', 'alice')], isOpen })).toBe(isWatched)
})
