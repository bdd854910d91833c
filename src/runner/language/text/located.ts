import type { Span } from '../../../base/errors.ts'

/** A value of the source text, and where it stands. */
export interface Located {
  /** Plain JSON. */
  readonly value: unknown
  readonly span: Span
  /** The key it stands under, in a mapping. */
  readonly key: Span | null
  /** By key or index; empty for a scalar. */
  readonly children: ReadonlyMap<string | number, Located>
}

export type Path = readonly PropertyKey[]

/** The value at `path`, or the nearest one around it that exists. */
export function nearest(root: Located, path: Path): Located {
  let here = root
  for (const key of path) {
    const next = typeof key === 'symbol' ? undefined : here.children.get(key)
    if (next === undefined) return here
    here = next
  }
  return here
}

/** The value at `path`, if there is one. */
export function at(root: Located, path: Path): Located | undefined {
  let here: Located | undefined = root
  for (const key of path) here = typeof key === 'symbol' ? undefined : here?.children.get(key)
  return here
}

/** The same mapping with the keys that satisfy `keep` only. */
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
