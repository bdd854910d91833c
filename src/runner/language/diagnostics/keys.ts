/** Explains keys that are not possible: each is probably another word for a key that is, or its misspelling. */
import * as z from 'zod'
import type { Diagnostic } from '../../../base/errors.ts'
import { spanOfKey } from '../text/locate.ts'
import { type KeyPath, type Located, nearest } from '../text/located.ts'
import { keysAt, keyWordsAt, mappingsAt, neededKeys } from '../values/parameters.ts'
import { problem } from './diagnose.ts'
import { show } from './explain.ts'
import { closest, suggest } from './suggest.ts'

export interface KeyContext {
  readonly text: string
  /** The mapping that was validated. */
  readonly source: Located
  readonly schema: z.ZodObject
  /** The key that represents the mapping: a missing key is reported there. */
  readonly anchor: string | null
  /** Possible keys that are not in the schema, and other words for them. */
  readonly also: readonly string[]
  readonly alsoWords?: Readonly<Record<string, string>>
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
  const possible = keysPossible(path, context)
  const choices = possible.filter((one) => !present.includes(one))
  const advice = adviceFor(key, path, context)
  const meant = advice === null ? meaningOf(key, path, context) : null
  const beside = closest(
    key,
    possible.filter((one) => present.includes(one)),
  )
  const isBeside = key.length > 4 && beside !== null && meant === null
  return problem(
    'unknown-key',
    spanOfKey(context.text, context.source, [...path, key]),
    `unknown key ${show(key)}`,
    advice ??
      (isBeside
        ? `did you mean \`${beside}\`, which is there already?`
        : suggest(meant ?? key, choices, wordsAt(path, context))),
  )
}

/** Returns the key that may stand for a missing one, and for others that are all missing with it; null: there is none. */
export function standInFor(key: string, path: KeyPath, { source, standIn }: KeyContext): StandIn | null {
  if (path.length > 0 || standIn === undefined || !standIn.of.includes(key)) return null
  return standIn.of.some((one) => source.children.has(one)) ? null : standIn
}

/** Returns true if an unknown key beside it explains that `key` is missing: one mistake has one error. */
export function isMeantBeside(key: string, path: KeyPath, context: KeyContext): boolean {
  const possible = keysPossible(path, context)
  const wanted = [key, standInFor(key, path, context)?.key]
  return keysPresent(path, context)
    .filter((one) => !possible.includes(one) && one !== context.anchor)
    .some((one) => {
      const meant = meaningOf(one, path, context)
      return adviceFor(one, path, context) !== null || (meant !== null && wanted.includes(meant))
    })
}

function adviceFor(key: string, path: KeyPath, { instead = {} }: KeyContext): string | null {
  return path.length === 0 && Object.hasOwn(instead, key) ? (instead[key] ?? null) : null
}

/** Returns the key that an impossible one means: by its name, or as the only missing one that can have its value. */
function meaningOf(key: string, path: KeyPath, context: KeyContext): string | null {
  const present = keysPresent(path, context)
  const free = keysPossible(path, context).filter((one) => !present.includes(one))
  const named = closest(key, free, wordsAt(path, context))
  if (named !== null) return named
  const value = nearest(context.source, [...path, key]).value
  const fitting = mappingsAt(context.schema, path).flatMap((schema) =>
    neededKeys(schema).filter(
      (one) => free.includes(one) && z.safeParse(schema.shape[one] ?? z.never(), value).success,
    ),
  )
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}

function keysPresent(path: KeyPath, { source }: KeyContext): readonly string[] {
  return [...nearest(source, path).children.keys()].map(String)
}

function keysPossible(path: KeyPath, { schema, also }: KeyContext): readonly string[] {
  return [...keysAt(schema, path), ...(path.length === 0 ? also : [])]
}

function wordsAt(path: KeyPath, { schema, alsoWords = {} }: KeyContext): Readonly<Record<string, string>> {
  return { ...(path.length === 0 ? alsoWords : {}), ...keyWordsAt(schema, path) }
}
