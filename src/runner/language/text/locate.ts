import type { Span } from '../../../base/errors.ts'
import { at, type KeyPath, type Located, nearest } from './located.ts'

/** Returns the span of a wrong value, or of its key if the value is empty or has more than one line. */
export function spanOfValue(text: string, root: Located, path: KeyPath): Span {
  const { span, key } = nearest(root, path)
  const empty = span.end <= span.start
  const long = text.slice(span.start, span.end).trimEnd().includes('\n')
  return key !== null && (empty || long) ? key : firstLine(text, span)
}

/** Returns the span of a key. */
export function spanOfKey(text: string, root: Located, path: KeyPath): Span {
  const found = nearest(root, path)
  return found.key ?? firstLine(text, found.span)
}

/** Returns the place for "something is missing": the key of the incomplete mapping, else the mapping's first key. */
export function spanOfMissing(text: string, root: Located, path: KeyPath, anchor: string | null): Span {
  const parent = nearest(root, path.slice(0, -1))
  const anchored = anchor === null ? undefined : at(parent, [anchor])
  if (anchored?.key) return { start: anchored.key.start, end: anchored.span.end }
  return parent.key ?? [...parent.children.values()][0]?.key ?? firstLine(text, parent.span)
}

function firstLine(text: string, span: Span): Span {
  const end = text.slice(span.start, span.end).search(/[\r\n]/)
  return end < 0 ? span : { start: span.start, end: span.start + end }
}
