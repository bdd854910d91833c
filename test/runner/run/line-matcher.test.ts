import { describe, expect, it } from 'vitest'
import type { EventBody } from '../../../src/events/event.ts'
import { LineMatcher, missedLines } from '../../../src/runner/run/line-matcher.ts'
import { expectation } from '../../fixtures/plan-builder.ts'

const looksFor = (id: string, pattern: string, ...node: readonly string[]) =>
  expectation(id, { kind: 'log', params: { node, pattern, times: { min: 1, max: null }, in: 'each' } })

function matcher(isOpen: boolean, ...timeline: readonly ReturnType<typeof looksFor>[]) {
  const events: EventBody[] = []
  const record = (event: EventBody) => events.push(event)
  return { events, matcher: new LineMatcher({ node: 'alice', timeline, isOpen, record, now: () => 0 }) }
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

describe('the lines that came closest to a pattern', () => {
  const looks = (node: readonly string[], times: typeof once, counted: 'each' | 'total') =>
    expectation('log-1', { kind: 'log', params: { node, pattern: '^got alice 9$', times, in: counted } })
  const print = (entry: ReturnType<typeof looks>, printed: Readonly<Record<string, readonly string[]>>) => {
    let time = 0
    const matchers = Object.entries(printed).map(([node, lines]) => {
      const options = { node, timeline: [entry], isOpen: false, record: () => {}, now: () => ++time }
      const matcher = new LineMatcher(options)
      for (const line of lines) matcher.line(line)
      return matcher
    })
    return missedLines(entry, matchers)
  }
  const once = { min: 1, max: 1 }
  const twice = { min: 2, max: 2 }

  it('are those with most of its words, and of those the latest, with the time of their last print', () => {
    const entry = looks(['bob'], once, 'each')
    const noise = Array.from({ length: 100 }, (_, index) => `noise ${index}`)
    const missed = print(entry, {
      bob: ['got alice 7', 'got alice 8', 'got alice 7', 'cannot dial', ...noise],
    })
    expect(missed).toHaveLength(8)
    expect(missed.slice(0, 3)).toMatchObject([
      { kind: 'log-missed', node: 'bob', line: 'got alice 7', printed: 3, others: 104 },
      { line: 'got alice 8', printed: 2 },
      { line: 'noise 99', printed: 104 },
    ])
  })

  it('are told of the nodes that printed too few, each by itself or all together', () => {
    const printed = { bob: ['got alice 9', 'b'], carol: ['c'], dave: ['d'] }
    const nodes = ['bob', 'carol']
    const told = (counted: 'each' | 'total', times = once) =>
      print(looks(nodes, times, counted), printed).map((event) => 'line' in event && event.line)
    expect(told('each')).toEqual(['c'])
    expect(told('total')).toEqual([])
    expect(told('total', twice)).toEqual(['b', 'c'])
  })
})
