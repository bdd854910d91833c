/** A binary heap: the least entry, by the order that a subclass gives, comes first. The order must be total. */
export abstract class Heap<T> {
  readonly #entries: T[] = []

  get size(): number {
    return this.#entries.length
  }

  /** All entries, in no particular order. */
  protected get entries(): readonly T[] {
    return this.#entries
  }

  protected abstract before(a: T, b: T): boolean

  /** Called with each new place of an entry, for subclasses that remove entries by their place. */
  protected abstract moved(entry: T, place: number): void

  protected get first(): T | undefined {
    return this.#entries[0]
  }

  protected push(entry: T): void {
    this.#entries.push(entry)
    this.#up(entry, this.#entries.length - 1)
  }

  protected removeAt(place: number): void {
    const last = this.#entries.pop()
    if (last === undefined || place === this.#entries.length) return
    if (this.#up(last, place) === place) this.#down(last, place)
  }

  /** Returns the place at which the entry comes to rest. */
  #up(entry: T, from: number): number {
    const entries = this.#entries
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = entries[above] as T
      if (!this.before(entry, parent)) break
      entries[place] = parent
      this.moved(parent, place)
      place = above
    }
    entries[place] = entry
    this.moved(entry, place)
    return place
  }

  #down(entry: T, from: number): void {
    const entries = this.#entries
    const size = entries.length
    let place = from
    for (;;) {
      let below = place * 2 + 1
      if (below >= size) break
      let child = entries[below] as T
      if (below + 1 < size && this.before(entries[below + 1] as T, child)) {
        below++
        child = entries[below] as T
      }
      if (!this.before(child, entry)) break
      entries[place] = child
      this.moved(child, place)
      place = below
    }
    entries[place] = entry
    this.moved(entry, place)
  }
}
