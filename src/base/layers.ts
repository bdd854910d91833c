/** What changes that have not been undone did to one thing, the latest on top. */
interface Layer<T> {
  /** What the thing is when this one is undone. */
  before: T
}

/**
 * Changes that overlap in time, undone in any order: undoing one that a later one covers leaves the thing as it is, and
 * the later one restores what was before both.
 */
export class Layers<Thing extends object, T> {
  readonly #layers = new WeakMap<Thing, Layer<T>[]>()

  /**
   * Something changes the thing from what it was `before`. The answer gives that up, once, and says what the thing is to
   * be again; null: a later change covers it.
   */
  add(thing: Thing, before: T): () => { readonly restored: T } | null {
    const layers = this.#layers.get(thing) ?? []
    this.#layers.set(thing, layers)
    const layer = { before }
    layers.push(layer)
    return () => {
      const at = layers.indexOf(layer)
      if (at === -1) return null
      layers.splice(at, 1)
      const above = layers[at]
      if (above === undefined) return { restored: layer.before }
      above.before = layer.before
      return null
    }
  }
}
