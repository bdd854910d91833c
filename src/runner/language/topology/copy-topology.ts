import type { Span } from '../../../base/errors.ts'
import { at } from '../text/located.ts'
import { parse } from '../yaml/parse.ts'
import { withMovedPaths } from './move-paths.ts'

export interface CopyOptions {
  readonly name: string
  /** Returns the path of the schema from the copy, given its path from the original (null: the file names none). */
  readonly schema: (original: string | null) => string
  /** Returns a path from the copy, given its path from the original. */
  readonly move: (path: string) => string
}

/** Copies a topology under another name to another place and keeps all other text; null if it has no name. */
export function copyTopology(text: string, { name, schema, move }: CopyOptions): string | null {
  const { root } = parse(text)
  const named = root === null ? undefined : at(root, ['name'])
  if (named === undefined) return null
  const line = /^# yaml-language-server: \$schema=(\S+)/m.exec(text)
  const original = line?.[1] ?? null
  const renamed = withMovedPaths(replaceSpan(text, named.span, name), move)
  if (line === null || original === null) return `${schemaLine(schema(null))}\n${renamed}`
  return renamed.replace(line[0], () => schemaLine(schema(original)))
}

function schemaLine(schema: string): string {
  return `# yaml-language-server: $schema=${schema}`
}

function replaceSpan(text: string, { start, end }: Span, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end)
}
