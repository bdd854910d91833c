/** One change to a thing that has not been undone. */
interface Layer<T> {
  /** State of the thing after this change is undone. */
  before: T
}

/**
 * Changes that overlap in time and may be undone in any order. Undoing a change under a later one leaves the thing as it
 * is; undoing the later one then restores the state before both.
 */
export class Layers<Thing extends object, T> {
  readonly #layers = new WeakMap<Thing, Layer<T>[]>()

  /**
   * Adds a change to a thing whose state was `before`. The returned function undoes it, once, and returns the state to
   * restore; null: a later change covers it.
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
