import { Heap } from '../../../../base/heap.ts'

/** An entry of an {@link EventQueue}, which sets `sequence`. */
export interface Queued {
  readonly time: number
  readonly link: number
  sequence: number
  /** The queue skips cancelled events. */
  cancelled: boolean
}

/** A heap in the canonical order of the network: time, then link, then the order of being pushed. */
export class EventQueue<E extends Queued> extends Heap<E> {
  #sequence = 0

  override push(event: E): void {
    event.sequence = this.#sequence++
    super.push(event)
  }

  /** The earliest event that is not cancelled. */
  peek(): E | undefined {
    let top = this.first
    while (top?.cancelled) {
      this.removeAt(0)
      top = this.first
    }
    return top
  }

  pop(): E | undefined {
    const top = this.peek()
    if (top !== undefined) this.removeAt(0)
    return top
  }

  /** Everything pending, in no particular order. */
  *[Symbol.iterator](): Generator<E> {
    for (const event of this.entries) if (!event.cancelled) yield event
  }

  protected override before(a: E, b: E): boolean {
    if (a.time !== b.time) return a.time < b.time
    if (a.link !== b.link) return a.link < b.link
    return a.sequence < b.sequence
  }

  protected override moved(): void {}
}
