import { Heap } from './heap.ts'

/** Something that happens at a time; entries with equal times keep the order in which they were added. */
export interface Timed {
  at: number
  order: number
  /** Its place in the heap; -1: it is in no heap. */
  place: number
}

/** A heap by time that knows the place of each entry, so that removing one needs no search. */
export class TimerHeap<T extends Timed> extends Heap<T> {
  #order = 0

  /** The earliest time, Infinity when empty. */
  next(): number {
    return this.first?.at ?? Number.POSITIVE_INFINITY
  }

  add(entry: T): void {
    entry.order = ++this.#order
    this.push(entry)
  }

  /** Takes the earliest entry if it is due at `time`. */
  take(time: number): T | undefined {
    const { first } = this
    if (first === undefined || first.at > time) return undefined
    this.remove(first)
    return first
  }

  remove(entry: T): void {
    const { place } = entry
    if (place === -1) return
    entry.place = -1
    this.removeAt(place)
  }

  protected override before(a: T, b: T): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }

  protected override moved(entry: T, place: number): void {
    entry.place = place
  }
}
