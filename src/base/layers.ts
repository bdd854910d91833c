/**
 * Changes that overlap in time and end in any order. A stack holds the changes of one thing that last: the latest is in
 * force, and when it ends, the one below is. Each run has layers of its own.
 */
export class Layers {
  readonly #stacks = new Map<Aspect<unknown, unknown>, WeakMap<object, Stack<unknown, unknown>>>()

  /** Returns the stack for one aspect of one thing: the same at every call. */
  of<T, Base>(aspect: Aspect<T, Base>, thing: object): Stack<T, Base> {
    const byThing = this.#stacks.get(aspect) ?? new WeakMap<object, Stack<unknown, unknown>>()
    this.#stacks.set(aspect, byThing)
    const stack = byThing.get(thing) ?? new Stack<unknown, unknown>()
    byThing.set(thing, stack)
    // Only this method puts stacks into the maps, under the aspect that has their types.
    return stack as Stack<T, Base>
  }
}

/** A state that changes can cover, such as the NAT of a router. Without a change the state is of type `Base`. */
export interface Aspect<T, Base = T> {
  readonly name: string
  /** Carries the types; no aspect has it. */
  readonly types?: readonly [T, Base]
}

/** Creates an aspect. Keep it in a constant: two aspects of one name are two aspects. */
export function aspect<T, Base = T>(name: string): Aspect<T, Base> {
  return { name }
}

/** The end of a change: it had ended before, a later change covers it, or the thing is to have this state again. */
export type ChangeEnd<T> =
  | { readonly kind: 'gone' | 'covered' }
  | { readonly kind: 'uncovered'; readonly state: T }

/** The changes of one thing that last. */
export class Stack<T, Base = T> {
  readonly #changes: { readonly state: T; before: T | Base }[] = []

  /** The states of the changes that last, the latest at the end. */
  get states(): readonly T[] {
    return this.#changes.map(({ state }) => state)
  }

  /** Begins a change. `base`: the thing's state when no change lasts. Returns the function that ends the change. */
  add(state: T, base: Base): () => ChangeEnd<T | Base> {
    const below = this.#changes.at(-1)
    const change = { state, before: below === undefined ? base : below.state }
    this.#changes.push(change)
    return () => {
      const at = this.#changes.indexOf(change)
      if (at === -1) return { kind: 'gone' }
      this.#changes.splice(at, 1)
      const above = this.#changes[at]
      if (above === undefined) return { kind: 'uncovered', state: change.before }
      above.before = change.before
      return { kind: 'covered' }
    }
  }

  /** Ends all changes. */
  clear(): void {
    this.#changes.length = 0
  }
}
