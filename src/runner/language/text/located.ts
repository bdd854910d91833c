import type { Span } from '../../../base/errors.ts'

/** A value of the source text, and its place there. */
export interface Located {
  /** Plain JSON. */
  readonly value: unknown
  readonly span: Span
  /** The key of the value, if its parent is a mapping. */
  readonly key: Span | null
  /** Children by key or index; empty for a scalar. */
  readonly children: ReadonlyMap<string | number, Located>
}

export type KeyPath = readonly PropertyKey[]

/** Returns the value at `path`, or its nearest existing ancestor. */
export function nearest(root: Located, path: KeyPath): Located {
  let here = root
  for (const key of path) {
    const next = typeof key === 'symbol' ? undefined : here.children.get(key)
    if (next === undefined) return here
    here = next
  }
  return here
}

/** Returns the value at `path`, if it exists. */
export function at(root: Located, path: KeyPath): Located | undefined {
  let here: Located | undefined = root
  for (const key of path) here = typeof key === 'symbol' ? undefined : here?.children.get(key)
  return here
}

/** Returns a copy of the mapping with only the keys that satisfy `keep`. */
export function keysOnly(located: Located, keep: (key: string) => boolean): Located {
  const children = new Map([...located.children].filter(([key]) => keep(String(key))))
  return {
    ...located,
    children,
    value: Object.fromEntries([...children].map(([key, { value }]) => [key, value])),
  }
}

export function isMapping(located: Located): boolean {
  return typeof located.value === 'object' && located.value !== null && !Array.isArray(located.value)
}
