import type { Span } from '../../../base/errors.ts'
import { at } from '../text/located.ts'
import { parse } from '../yaml/parse.ts'

export interface CopyOptions {
  readonly name: string
  /** Where the schema is found from the copy, given where it is found from the original (null: nothing said). */
  readonly schema: (original: string | null) => string
}

/** The same topology under another name and in another place, every other character kept; null if it has no name. */
export function copyTopology(text: string, { name, schema }: CopyOptions): string | null {
  const { root } = parse(text)
  const named = root === null ? undefined : at(root, ['name'])
  if (named === undefined) return null
  const line = /^# yaml-language-server: \$schema=(\S+)/m.exec(text)
  const original = line?.[1] ?? null
  const renamed = replaceSpan(text, named.span, name)
  if (line === null || original === null) return `${schemaLine(schema(null))}\n${renamed}`
  return renamed.replace(line[0], () => schemaLine(schema(original)))
}

function schemaLine(schema: string): string {
  return `# yaml-language-server: $schema=${schema}`
}

function replaceSpan(text: string, { start, end }: Span, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end)
}
