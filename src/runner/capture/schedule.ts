import { Heap } from '../../base/heap.ts'

interface Entry {
  readonly time: number
  readonly rank: number
  readonly sequence: number
  readonly act: () => void
}

/** Order of what happens at one time: comments, packets, and acknowledgements that no packet has carried. */
export type Rank = 'comment' | 'packet' | 'acknowledgement'

const ranks: Readonly<Record<Rank, number>> = { comment: 0, packet: 1, acknowledgement: 2 }

/** Actions in the order of their times. */
export class Schedule extends Heap<Entry> {
  #sequence = 0

  add(time: number, rank: Rank, act: () => void): void {
    this.push({ time, rank: ranks[rank], sequence: this.#sequence++, act })
  }

  /** Performs all actions before a time, also those that they add. Returns false: there was none. */
  performBefore(time: number): boolean {
    let some = false
    for (let next = this.first; next !== undefined && next.time < time; next = this.first) {
      this.removeAt(0)
      next.act()
      some = true
    }
    return some
  }

  protected override before(a: Entry, b: Entry): boolean {
    if (a.time !== b.time) return a.time < b.time
    return a.rank === b.rank ? a.sequence < b.sequence : a.rank < b.rank
  }

  protected override moved(): void {}
}
