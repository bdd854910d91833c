/** The options that choose among topologies: `--grep`, `--tag` and `--last-failed`. */
import { resolve } from 'node:path'
import { InputError } from '../../base/errors.ts'
import { isRecord } from '../../events/shape.ts'
import { closest } from '../../runner/language/diagnostics/suggest.ts'
import { plural } from '../../runner/language/values/plural.ts'
import { parse } from '../../runner/language/yaml/parse.ts'
import type { ReadSource } from '../../runner/run/prepare/read-source.ts'

export interface Filters {
  /** Matches the name or the path. */
  readonly grep?: RegExp
  /** Tags of which a topology has at least one; `!slow` leaves out those with the tag. */
  readonly tag?: readonly string[]
}

/** No topology passes the filters. */
export class NoMatchError extends InputError {}

/** The parts of a topology that filters look at, whatever else in it is wrong. null: a mistake hides it. */
interface HeadOfFile {
  readonly file: string
  readonly name: string | null
  readonly tags: readonly string[] | null
}

/**
 * Returns the topologies that pass all filters. A name or tags that cannot be read pass, so that the mistake is told.
 * `failed`: the only files that pass, by absolute path; null: all do. Throws a {@link NoMatchError} when there is none left.
 */
export function filterSources(
  sources: readonly ReadSource[],
  { grep, tag = [] }: Filters,
  failed: readonly string[] | null,
): readonly ReadSource[] {
  if (grep === undefined && tag.length === 0 && failed === null) return sources
  const headers = sources.map(headerOf)
  const left = sources.filter((_, index) => {
    const header = headers[index]
    return header !== undefined && passes(header, { grep, tag, failed })
  })
  if (left.length === 0) throw new NoMatchError(tellNone(headers, { grep, tag }))
  return left
}

interface All {
  readonly grep: RegExp | undefined
  readonly tag: readonly string[]
  readonly failed: readonly string[] | null
}

function passes({ file, name, tags }: HeadOfFile, { grep, tag, failed }: All): boolean {
  if (failed?.includes(resolve(file)) === false) return false
  if (grep !== undefined && name !== null && !grep.test(name) && !grep.test(file)) return false
  if (tags === null) return true
  const refused = tag.filter((one) => one.startsWith('!')).map((one) => one.slice(1))
  const wanted = tag.filter((one) => !one.startsWith('!'))
  if (tags.some((one) => refused.includes(one))) return false
  return wanted.length === 0 || tags.some((one) => wanted.includes(one))
}

function headerOf(read: ReadSource): HeadOfFile {
  if (!read.ok) return { file: read.file.file, name: null, tags: null }
  const { file, text } = read.source
  const value = parse(text).root?.value
  if (!isRecord(value)) return { file, name: null, tags: null }
  const { name = '', tags = [] } = value
  return { file, name: typeof name === 'string' ? name : null, tags: isListOfTexts(tags) ? tags : null }
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function tellNone(headers: readonly HeadOfFile[], { grep, tag }: Omit<All, 'failed'>): string {
  const filters = [
    ...(grep === undefined ? [] : [`--grep ${grep.source}`]),
    ...tag.map((one) => `--tag ${one}`),
  ]
  const none = `none of ${plural(headers.length, 'topology', 'topologies')} matches ${filters.join(' and ') || '--last-failed'}`
  const tags = [...new Set(headers.flatMap((header) => header.tags ?? []))].sort()
  if (tag.length === 0) return none
  const lists = tag.filter((one) => one.includes(','))
  const apart = lists.flatMap((one) => one.split(',')).map((one) => `--tag ${one.trim()}`)
  if (lists.length > 0) return `${none}: a tag has no comma; repeat the option: ${apart.join(' ')}`
  const meant = tag.flatMap((one) => closest(one.replace('!', ''), tags) ?? [])
  if (meant.length > 0) return `${none}: did you mean ${meant.join(', ')}?`
  return `${none}: ${tags.length === 0 ? 'they have no `tags:`' : `their tags are ${tags.join(', ')}`}`
}
