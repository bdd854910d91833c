/** Something that happens at a time; equal times keep the order in which they were added. */
export interface Timed {
  at: number
  order: number
  /** Its place in the heap, -1 when it is in none. */
  place: number
}

/** A binary heap that knows the place of each entry, so that removing one costs no search. */
export class TimerHeap<T extends Timed> {
  readonly #entries: T[] = []
  #order = 0

  get size(): number {
    return this.#entries.length
  }

  /** The earliest time, Infinity when empty. */
  next(): number {
    const first = this.#entries[0]
    return first === undefined ? Number.POSITIVE_INFINITY : first.at
  }

  add(entry: T): void {
    entry.order = ++this.#order
    this.#entries.push(entry)
    this.#up(entry, this.#entries.length - 1)
  }

  /** Takes the earliest entry if it is due at `time`. */
  take(time: number): T | undefined {
    const first = this.#entries[0]
    if (first === undefined || first.at > time) return undefined
    this.remove(first)
    return first
  }

  remove(entry: T): void {
    const place = entry.place
    if (place === -1) return
    entry.place = -1
    const last = this.#entries.pop()
    if (last === undefined || last === entry) return
    this.#up(last, place)
    if (last.place === place) this.#down(last, place)
  }

  #up(entry: T, from: number): void {
    const entries = this.#entries
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = entries[above] as T
      if (!before(entry, parent)) break
      entries[place] = parent
      parent.place = place
      place = above
    }
    entries[place] = entry
    entry.place = place
  }

  #down(entry: T, from: number): void {
    const entries = this.#entries
    const size = entries.length
    let place = from
    for (;;) {
      let below = place * 2 + 1
      if (below >= size) break
      let child = entries[below] as T
      const right = entries[below + 1]
      if (right !== undefined && before(right, child)) {
        child = right
        below++
      }
      if (!before(child, entry)) break
      entries[place] = child
      child.place = place
      place = below
    }
    entries[place] = entry
    entry.place = place
  }
}

function before(a: Timed, b: Timed): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
