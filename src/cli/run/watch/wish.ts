/** The next runs of `--watch`, as a key or a changed file asks for them. */
export type Wish =
  | { readonly kind: 'all' }
  | { readonly kind: 'failed' }
  /** Matches names or paths; null: all. */
  | { readonly kind: 'pattern'; readonly pattern: RegExp | null }
  /** Absolute paths. */
  | { readonly kind: 'changed'; readonly files: ReadonlySet<string> }
  | { readonly kind: 'quit' }
  /** Ctrl-C at a terminal, which sends no signal while it gives each key at once. */
  | { readonly kind: 'interrupt' }

/** Changes add up until they are taken. A key replaces everything before it, and no change replaces a key. */
export function joinWishes(before: Wish | null, next: Wish): Wish {
  if (before === null || next.kind !== 'changed') return next
  return before.kind === 'changed'
    ? { kind: 'changed', files: new Set([...before.files, ...next.files]) }
    : before
}
