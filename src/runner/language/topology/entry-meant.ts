import { closest } from '../diagnostics/suggest.ts'
import type { Located } from '../text/located.ts'
import { isName } from '../values/name.ts'

/** Returns the entry that `after: roam` probably means: the nearest id, if the text looks like an id and not a time. */
export function entryMeant(source: Located, entries: readonly Located[]): string | null {
  const given = source.children.get('after')?.value
  if (typeof given !== 'string' || !isName(given.toLowerCase().replace(/^\d+-/, ''))) return null
  const ids = entries.map((entry, index) => (entry === source ? [] : idsOf(entry, index)))
  return closest(given, ids.flat())
}

/** Returns the author's id, else topo's: `3-restart`. */
function idsOf({ children }: Located, index: number): readonly string[] {
  const kind = children.get('fault')?.value ?? children.get('expect')?.value
  const id = children.get('id')?.value ?? (typeof kind === 'string' ? `${index + 1}-${kind}` : null)
  return typeof id === 'string' ? [id] : []
}
