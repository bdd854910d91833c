import { expect, it } from 'vitest'
import { loadSearch } from '../../../src/runner/language/plan/load-search.ts'
import type { Drawn } from '../../../src/runner/search/drawn.ts'
import { Guide } from '../../../src/runner/search/guide.ts'
import { TimelineSource } from '../../../src/runner/search/timeline-source.ts'
import { fakeText } from './fake-search.ts'

const corpus = Array.from(
  { length: 5 },
  (_, at): Drawn => [{ fault: 'pause', at: at * 1000, keys: { node: 'bob', for: '7m' }, down: 1000 }],
)

function guideWith(seed: number): Guide {
  const loaded = loadSearch({ file: 'fake.yaml', text: fakeText })
  if (!loaded.ok) throw new Error('the search has a mistake')
  const source = new TimelineSource({ search: loaded.search, isBiased: true, isValid: () => true })
  return new Guide({ source, seed, isGuided: true, corpus })
}

const turns = [...Array(8).keys()]

it('every second run takes a timeline of the corpus, until there is none left', () => {
  const guide = guideWith(1)
  const taken = [...Array(12).keys()].map((turn) => corpus.includes(guide.next(turn)))
  expect(taken).toEqual([true, false, true, false, true, false, true, false, true, false, false, false])
})

it('another seed takes them in another order', () => {
  const orderOf = (seed: number) => [0, 2, 4, 6, 8].map((turn) => corpus.indexOf(guideWith(seed).next(turn)))
  expect(orderOf(1).toSorted()).toEqual([0, 1, 2, 3, 4])
  expect(orderOf(1)).not.toEqual(orderOf(2))
})

it('two shards take each of them once, and draw other timelines between them', () => {
  const drawn = [1, 2].map((index) => turns.map((turn) => guideWith(1).next(turn, { index, count: 2 })))
  const taken = drawn.flat().filter((faults) => corpus.includes(faults))
  expect(new Set(taken)).toEqual(new Set(corpus))
  expect(taken).toHaveLength(corpus.length)
  const own = drawn.flat().filter((faults) => !corpus.includes(faults))
  expect(new Set(own.map((faults) => JSON.stringify(faults))).size).toBe(own.length)
})
