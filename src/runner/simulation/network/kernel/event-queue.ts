/** An element of an {@link EventQueue}. The queue sets `sequence`. */
export interface Queued {
  readonly time: number
  readonly link: number
  sequence: number
  /** The queue never returns a cancelled event. */
  cancelled: boolean
}

/** A binary heap in the canonical order of the network: time, then link, then order of `push`. */
export class EventQueue<E extends Queued> {
  readonly #heap: E[] = []
  #sequence = 0

  push(event: E): void {
    event.sequence = this.#sequence++
    const heap = this.#heap
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent]
      if (above === undefined || before(above, event)) break
      heap[at] = above
      at = parent
    }
    heap[at] = event
  }

  /** The earliest event that is not cancelled. */
  peek(): E | undefined {
    let top = this.#heap[0]
    while (top?.cancelled) {
      this.#removeTop()
      top = this.#heap[0]
    }
    return top
  }

  pop(): E | undefined {
    const top = this.peek()
    if (top !== undefined) this.#removeTop()
    return top
  }

  /** All events that are not cancelled, in no particular order. */
  *[Symbol.iterator](): IterableIterator<E> {
    for (const event of this.#heap) if (!event.cancelled) yield event
  }

  #removeTop(): void {
    const heap = this.#heap
    const last = heap.pop()
    const length = heap.length
    if (last === undefined || length === 0) return
    let at = 0
    for (let child = 1; child < length; child = 2 * at + 1) {
      const right = heap[child + 1]
      let next = heap[child]
      if (right !== undefined && next !== undefined && before(right, next)) {
        next = right
        child += 1
      }
      if (next === undefined || before(last, next)) break
      heap[at] = next
      at = child
    }
    heap[at] = last
  }
}

function before(a: Queued, b: Queued): boolean {
  if (a.time !== b.time) return a.time < b.time
  if (a.link !== b.link) return a.link < b.link
  return a.sequence < b.sequence
}
