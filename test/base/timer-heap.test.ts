import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Timed, TimerHeap } from '../../src/base/timer-heap.ts'

test('entries come out by time, then in the order they were added, whatever was removed in between', () => {
  const action = fc.record({ at: fc.nat(9), remove: fc.option(fc.nat(50)) })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const heap = new TimerHeap<Timed>()
      const all: Timed[] = []
      const removed = new Set<Timed>()
      for (const { at, remove } of actions) {
        const entry = { at, order: 0, place: -1 }
        heap.add(entry)
        all.push(entry)
        const victim = remove === null ? undefined : all[remove]
        if (victim === undefined) continue
        heap.remove(victim)
        removed.add(victim)
      }
      const expected = all.filter((entry) => !removed.has(entry)).sort((a, b) => a.at - b.at)
      expect(heap.size).toBe(expected.length)
      const taken: Timed[] = []
      for (let at = 0; at < 10; at++) {
        for (let due = heap.take(at); due !== undefined; due = heap.take(at)) taken.push(due)
      }
      expect(taken).toEqual(expected)
      expect(heap.next()).toBe(Number.POSITIVE_INFINITY)
    }),
  )
})
