/** The key `tells` of a command: events that lines of its output tell. */
import * as z from 'zod'
import { fieldsOf } from '../../../events/event-shape.ts'
import type { Takes } from '../../../events/shape.ts'
import { Pattern, PatternError } from './pattern.ts'
import { regex } from './regex.ts'

interface ToldKind {
  readonly meaning: string
  /** Fields that each line must tell, by a named group or by `with`. */
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/** Kinds of events that a line can tell. topo fills in the other fields or leaves them out. */
export const toldKinds = {
  'reservation-made': {
    meaning: 'the program holds a reservation on `relay`',
    required: ['relay'],
    optional: ['renewal'],
  },
  'reservation-failed': {
    meaning: 'it asked `relay` for one and got none',
    required: ['relay'],
    optional: ['reason'],
  },
  'reservation-lost': { meaning: 'it has lost it', required: ['relay'], optional: ['reason'] },
  'relay-reservation': {
    meaning: 'as a relay, it decided about a reservation of `peer`',
    required: ['peer', 'outcome'],
    optional: ['status'],
  },
  'relay-circuit': {
    meaning: 'as a relay, it decided about a circuit',
    required: ['source', 'destination', 'outcome'],
    optional: ['status', 'reason'],
  },
  'connection-opened': {
    meaning: 'it is connected to `peer` at `address`',
    required: ['peer', 'address'],
    optional: ['direction'],
  },
  'connection-closed': { meaning: 'a connection to `peer` is closed', required: ['peer'], optional: [] },
  'nat-status': {
    meaning: 'AutoNAT’s result for it',
    required: ['status'],
    optional: ['address'],
  },
} as const satisfies Readonly<Record<string, ToldKind>>

export type ToldEventKind = keyof typeof toldKinds

const kindNames = Object.keys(toldKinds) as [ToldEventKind, ...ToldEventKind[]]

const tell = z.strictObject({
  pattern: regex.meta({
    description:
      'Regular expression (RE2). Each line that matches tells the event. Its named groups are fields: `(?<peer>\\w+)`',
  }),
  event: z.enum(kindNames).meta({ description: 'The kind of the event' }),
  with: z
    .record(z.string(), z.union([z.string(), z.boolean()]))
    .default({})
    .meta({ description: 'Fields with the same value for each line: { outcome: accepted } (default {})' }),
})

export type Tell = z.output<typeof tell>

export const tells = z.array(tell.superRefine(checkFields)).max(100).default([])

/** The fields that have the same value in each event of the rule. */
export function fixedFields({ pattern, event, with: fixed }: Tell): Tell['with'] {
  const status = typeof fixed['outcome'] === 'string' ? impliedStatus(fixed['outcome']) : undefined
  const isImplied = status !== undefined && takesOf(event, 'status') !== null
  const isTold = 'status' in fixed || groupNamesOf(pattern)?.includes('status') === true
  return isImplied && !isTold ? { ...fixed, status } : fixed
}

/** Returns the status of a relay's decision that a line does not tell: a relay may not tell why it refused. */
export function impliedStatus(outcome: string): 'OK' | undefined {
  return plain(outcome) === 'refused' ? undefined : 'OK'
}

function takesOf(event: ToldEventKind, field: string): Takes | null {
  return fieldsOf(event)[field]?.takes ?? null
}

function checkFields({ pattern, event, with: fixed }: Tell, context: z.RefinementCtx): void {
  const { required, optional } = toldKinds[event]
  const possible: readonly string[] = [...required, ...optional]
  const groups = groupNamesOf(pattern)
  if (groups === null) return
  const wrong = (path: readonly string[], message: string, hint: string | null) =>
    context.addIssue({ code: 'custom', path: [...path], message, params: { code: 'invalid-value', hint } })
  const choices = `one of ${possible.join(', ')}`
  for (const name of groups)
    if (!possible.includes(name)) wrong(['pattern'], `\`${event}\` has no field \`${name}\` to tell`, choices)
  for (const [name, value] of Object.entries(fixed)) {
    if (!possible.includes(name))
      wrong(['with', name], `\`${event}\` has no field \`${name}\` to tell`, choices)
    else if (groups.includes(name))
      wrong(['with', name], `a group of \`pattern\` tells \`${name}\` already`, 'remove one of them')
    else if (fieldValue(event, name, String(value)) === null)
      wrong(['with', name], `\`${value}\` is no \`${name}\` of \`${event}\``, expectedFor(event, name))
  }
  const missing = required.filter((name) => !groups.includes(name) && !(name in fixed))
  // A name that does not exist may be a misspelt one: one error for one mistake.
  const isMisspelt = [...groups, ...Object.keys(fixed)].some((name) => !possible.includes(name))
  if (missing.length > 0 && !isMisspelt)
    wrong(
      ['pattern'],
      `nothing tells ${missing.map((name) => `\`${name}\``).join(' and ')}, which \`${event}\` needs`,
      `add a named group such as (?<${missing[0]}>\\S+), or \`with: { ${missing[0]}: … }\``,
    )
}

function groupNamesOf(text: string): readonly string[] | null {
  try {
    return new Pattern(text).groupNames
  } catch (error) {
    // Another check reports it.
    if (error instanceof PatternError) return null
    throw error
  }
}

/**
 * Returns the value of a field as events have it; null: the text is no such value. Words are compared without regard to
 * case and separators: ResourceLimitExceeded is RESOURCE_LIMIT_EXCEEDED.
 */
export function fieldValue(event: ToldEventKind, field: string, text: string): string | boolean | null {
  const takes = takesOf(event, field)
  switch (takes?.kind) {
    case 'words':
      return takes.words.find((word) => plain(word) === plain(text)) ?? null
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : null
    case undefined:
    case 'number':
    case 'parts':
      return null
    case 'text':
    case 'node':
    case 'entry':
      return text
  }
}

function expectedFor(event: ToldEventKind, field: string): string | null {
  const takes = takesOf(event, field)
  if (takes?.kind === 'words') return `one of ${takes.words.join(', ')}`
  return takes?.kind === 'flag' ? 'true or false' : null
}

function plain(word: string): string {
  return word.replaceAll(/[^a-zA-Z]/g, '').toLowerCase()
}
