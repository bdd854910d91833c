/** Explains keys that are not possible: each is probably another word for a key that is, or its misspelling. */
import * as z from 'zod'
import type { Diagnostic } from '../../../base/errors.ts'
import { spanOfKey } from '../text/locate.ts'
import { type KeyPath, type Located, nearest } from '../text/located.ts'
import { keyWordsAt } from '../values/key-words.ts'
import { mappingsAt, neededKeys } from '../values/parameters.ts'
import { problem } from './diagnose.ts'
import { show } from './explain.ts'
import { meantKeys } from './meant-keys.ts'
import { closest, offer, spelling } from './suggest.ts'

export interface KeyContext {
  readonly text: string
  /** The mapping that was validated. */
  readonly source: Located
  readonly schema: z.ZodObject
  /** The key that represents the mapping: a missing key is reported there. */
  readonly anchor: string | null
  /** Possible keys that are not in the schema, with other words for them. */
  readonly also: Readonly<Record<string, readonly string[]>>
  readonly standIn?: StandIn
  /** Advice for keys that are not possible, by key. */
  readonly instead?: Readonly<Record<string, string>>
}

/** One of the possible keys that are not in the schema. It stands for several that are: `between` for `from` and `to`. */
export interface StandIn {
  readonly key: string
  readonly of: readonly string[]
}

export function unknownKey(key: string, path: KeyPath, context: KeyContext): Diagnostic {
  const present = keysPresent(path, context)
  const possible = Object.keys(wordsAt(path, context))
  const choices = possible.filter((one) => !present.includes(one))
  const advice = adviceFor(key, path, context)
  const meant = advice === null ? (meaningsAt(path, context).get(key) ?? null) : null
  const beside = closest(
    key,
    possible.filter((one) => present.includes(one)),
  )
  const isBeside = key.length > 4 && beside !== null && meant === null
  return problem(
    'unknown-key',
    spanOfKey(context.text, context.source, [...path, key]),
    `unknown key ${show(key)}`,
    advice ?? (isBeside ? `did you mean \`${beside}\`, which is there already?` : offer(meant, choices)),
  )
}

/** Returns the key that may stand for a missing one, and for others that are all missing with it; null: there is none. */
export function standInFor(key: string, path: KeyPath, { source, standIn }: KeyContext): StandIn | null {
  if (path.length > 0 || standIn === undefined || !standIn.of.includes(key)) return null
  return standIn.of.some((one) => source.children.has(one)) ? null : standIn
}

/** Returns true if an unknown key beside it explains that `key` is missing: one mistake has one error. */
export function isMeantBeside(key: string, path: KeyPath, context: KeyContext): boolean {
  const wanted = [key, standInFor(key, path, context)?.key]
  return (
    keysUnknown(path, context).some((one) => adviceFor(one, path, context) !== null) ||
    [...meaningsAt(path, context).values()].some((meant) => wanted.includes(meant))
  )
}

function adviceFor(key: string, path: KeyPath, { instead = {} }: KeyContext): string | null {
  if (path.length > 0) return null
  return Object.entries(instead).find(([one]) => spelling(one) === spelling(key))?.[1] ?? null
}

/** Returns the keys that the impossible ones mean. One end of a pair means the key of both, if the other is missing. */
function meaningsAt(path: KeyPath, context: KeyContext): ReadonlyMap<string, string> {
  const present = keysPresent(path, context)
  const mappings = mappingsAt(context.schema, path)
  const needed = new Set(mappings.flatMap(neededKeys))
  const free = Object.entries(wordsAt(path, context)).flatMap(([key, words]) => {
    const takes = (value: unknown) =>
      mappings.some(({ shape }) => z.safeParse(shape[key] ?? z.never(), value).success)
    return present.includes(key) ? [] : [{ key, words, isNeeded: needed.has(key), takes }]
  })
  const written = keysUnknown(path, context)
    .filter((key) => adviceFor(key, path, context) === null)
    .map((key) => ({ key, value: nearest(context.source, [...path, key]).value }))
  const meant = meantKeys(written, free)
  const { standIn } = context
  const ends = [...meant].filter(([, key]) => standInFor(key, path, context) !== null)
  const [end] = ends
  return standIn !== undefined && end !== undefined && ends.length === 1
    ? new Map([...meant, [end[0], standIn.key]])
    : meant
}

function keysPresent(path: KeyPath, { source }: KeyContext): readonly string[] {
  return [...nearest(source, path).children.keys()].map(String)
}

function keysUnknown(path: KeyPath, context: KeyContext): readonly string[] {
  const words = wordsAt(path, context)
  return keysPresent(path, context).filter((key) => !Object.hasOwn(words, key) && key !== context.anchor)
}

/** Returns the possible keys, with other words for them. */
function wordsAt(path: KeyPath, { schema, also }: KeyContext): Readonly<Record<string, readonly string[]>> {
  return { ...keyWordsAt(schema, path), ...(path.length === 0 ? also : {}) }
}
