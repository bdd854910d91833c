import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventQueue, type Queued } from '../../../../../src/runner/simulation/network/kernel/event-queue.ts'

const event = (time: number, link: number): Queued => ({ time, link, sequence: -1, cancelled: false })

describe('the event queue', () => {
  it('gives events by time, then link, then the order of being pushed, whatever is taken in between', () => {
    const step = fc.oneof(fc.tuple(fc.nat(5), fc.nat(3)), fc.constant('pop' as const))
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const queue = new EventQueue<Queued>()
        const model: Queued[] = []
        const check = () => {
          model.sort((a, b) => a.time - b.time || a.link - b.link || a.sequence - b.sequence)
          expect(queue.pop()).toBe(model.shift())
        }
        for (const each of steps) {
          if (each === 'pop') check()
          else {
            const pushed = event(...each)
            queue.push(pushed)
            model.push(pushed)
          }
        }
        while (model.length > 0) check()
        expect(queue.pop()).toBeUndefined()
      }),
    )
  })

  it('skips cancelled events', () => {
    const queue = new EventQueue<Queued>()
    const [first, second] = [event(1, 0), event(2, 0)]
    queue.push(second)
    queue.push(first)
    first.cancelled = true
    expect([...queue]).toEqual([second])
    expect(queue.peek()).toBe(second)
    expect(queue.pop()).toBe(second)
    expect(queue.peek()).toBeUndefined()
  })
})
