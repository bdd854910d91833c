import * as z from 'zod'
import type { EventKind, TopoEvent } from '../../../events/event.ts'
import { fieldsOf, nodeFields } from '../../../events/event-shape.ts'
import { eventKinds } from '../../../events/kinds.ts'
import type { Takes } from '../../../events/shape.ts'
import { count, formatCount } from '../values/count.ts'
import { orNull } from '../values/optional.ts'
import { alsoCalled, meaning } from '../values/other-words.ts'
import { plural } from '../values/plural.ts'
import { nodeReference, selector } from '../values/selector.ts'
import { defineExpectation, type Observation } from './expectation.ts'
import { countedIn, describeCounted, Tally, wordsForTimes } from './tally.ts'
import { allTell, canTell, type Telling } from './telling.ts'

/** Owner of all events in an entry that names no nodes. */
const anyNode = ''

/** Events by a word for one of their outcomes, `reservation-accepted`: the kind, and the field that says so. */
function outcomes(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    eventKinds.flatMap((kind) =>
      Object.entries(fieldsOf(kind)).flatMap(([field, { takes }]) =>
        takes.kind === 'words'
          ? takes.words.flatMap((word) =>
              [kind, kind.replace(/^[a-z]+-/, '')].map((name) => [
                `${name}-${word}`,
                `\`of: ${kind}\` with \`where: { ${field}: ${word} }\``,
              ]),
            )
          : [],
      ),
    ),
  )
}

/** Kinds of events by the words for what has happened. */
const moments = {
  ...meaning('`of: connection-opened`', ['connected', 'connection', 'connect', 'opened']),
  ...meaning('`of: connection-closed`', ['disconnected', 'disconnect', 'connection-lost', 'closed']),
  ...meaning('`of: node-ready`', ['started', 'ready', 'node-started', 'up']),
  ...meaning('`of: node-exited`', ['exited', 'stopped', 'crashed', 'killed', 'node-stopped', 'down']),
  ...meaning('`of: reservation-made`', ['reserved', 'reservation']),
  ...meaning('`of: node-paused`', ['paused']),
  ...meaning('`of: node-resumed`', ['resumed']),
  ...meaning('`of: log-matched`', ['log']),
}

/** Other words for `of`. */
const wordsForOf = ['kind', 'type', 'event', 'name']

const params = z.strictObject({
  of: alsoCalled(z.enum(eventKinds).meta({ description: 'Kind of event, as in events.ndjson' }), wordsForOf, {
    ...outcomes(),
    ...moments,
  }),
  node: orNull(selector()).meta({ description: 'The nodes whose events count (default: all)' }),
  where: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .meta({ description: 'Values that fields of the event must have' }),
  times: alsoCalled(
    count.prefault('>=1').meta({ description: 'Wanted count (default ">=1")' }),
    wordsForTimes,
  ),
  in: countedIn('total'),
})

type Params = z.output<typeof params>

/** Advice for fields of events that stand beside `where`. */
function fieldsBesideWhere(): Readonly<Record<string, string>> {
  const words = [...wordsForOf, ...wordsForTimes]
  const isField = (name: string) => !(name in params.shape) && !words.includes(name)
  const fields = eventKinds.flatMap((kind) => Object.keys(fieldsOf(kind))).filter(isField)
  return Object.fromEntries(fields.map((field) => [field, `write \`where: { ${field}: … }\``]))
}

export const event = defineExpectation({
  summary: 'the event log has a wanted number of events of one kind',
  description:
    'Counts the events of kind `of` in the event log since the start of the run. With `node`, only events of these nodes count; with `where`, only events with these values. Holds while the count is in `times`: that of all these nodes together, or with `in: each` that of every node.',
  example:
    '- { at: 2m, expect: event, of: relay-reservation, node: boot, where: { outcome: expired }, times: ">=1" }',
  alsoCalled: ['events'],
  opposite: '`expect: event` with `times: 0`',
  instead: fieldsBesideWhere(),
  failsWhen: 'the count is not in `times`',
  fabrics: ['virtual', 'netns', 'host'],
  params,
  // A field that the kind does not have would match 0 events, and an entry that expects 0 would pass.
  paramsFor: (given) => {
    const of = params.shape.of.safeParse(Object(given).of)
    if (!of.success) return params
    const where = eventFields(of.data)
    const narrowed = params.extend({ where: where.default({}) })
    if ('node' in where.shape) return narrowed
    return narrowed.extend({ node: orNull(z.never({ error: `\`${of.data}\` events belong to no node` })) })
  },
  describe: ({ of, node, where, times, in: counted }) => {
    const who = node === null ? '' : ` of ${describeCounted(node, counted)}`
    return `${of}${who}${inWords(where)} is logged ${formatCount(times, 'time')}`
  },
  tellers: ({ of, node }) =>
    node !== null && isSaid(of) ? [{ parameter: 'node', nodes: node, events: [of] }] : [],
  neededNodes: () => [],
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => true,
  watchesRelay: ({ of, node }, name) => isOfRelay(of) && (node?.includes(name) ?? true),
  goesByRelay: ({ of, node }, name) => isOfRelay(of) && (node?.includes(name) ?? true),
  observe: ({ of, node, where, times, in: counted }, _entry, telling = allTell) => {
    const wanted = { of, where }
    const count = () =>
      new Tally({
        nodes: node ?? [anyNode],
        times,
        in: counted,
        say: (found) => `seen ${plural(found, 'time')}`,
      })
    const tally = count()
    /** These events, and those that may be of them: they lack a field of `where`. */
    const possible = count()
    const isProgram = (name: string) => typeof telling(name) !== 'string'
    const programs = isSaid(of) ? (node?.filter(isProgram) ?? telling.programs) : []
    const unheard = new Set(programs)
    let incomplete: Incomplete | null = null
    /** A program that tells some of these events by lines of its output is heard with the first one. */
    const hear = (said: TopoEvent): boolean =>
      'node' in said && isSaid(said.kind) && canTell(telling(said.node), wanted) && unheard.delete(said.node)
    return {
      push: (candidate) => {
        const heard = unheard.size > 0 && hear(candidate)
        if (candidate.kind !== (of satisfies EventKind)) return heard
        const owner = node === null ? anyNode : 'node' in candidate ? candidate.node : null
        if (owner === null || (node !== null && !node.includes(owner))) return heard
        const fields = new Map<string, unknown>(Object.entries(candidate))
        const others = Object.entries(where).filter(([key, value]) => fields.get(key) !== value)
        if (others.length === 0) {
          tally.add(owner, candidate.n)
          possible.add(owner, candidate.n)
          return true
        }
        const untold = others.map(([field]) => field)
        if (!('node' in candidate && untold.every((field) => isUntold(candidate, field, telling))))
          return heard
        possible.add(owner, candidate.n)
        incomplete ??= { node: candidate.node, fields: untold }
        return true
      },
      state: () => {
        const seen = tally.judge()
        const { evidence } = seen
        const unknown = (why: string): Observation => ({
          state: 'undetermined',
          reason: `${why}, so topo cannot tell: ${seen.reason}`,
          evidence,
        })
        // More events would not change the answer.
        if (seen.state === 'holds' ? times.max === null : tally.exceeds) return seen
        const [silent] = unheard
        if (silent !== undefined) return unknown(`${silent} has told nothing of ${of}${inWords(where)}`)
        const isSure = seen.state === 'holds' ? possible.judge().state === 'holds' : possible.lacks
        if (incomplete === null || isSure) return seen
        return unknown(`${incomplete.node} tells ${of} without ${incomplete.fields.join(' and ')}`)
      },
      measures: () => ({ times: tally.total }),
    }
  },
  probe: null,
})

/** Kinds that topo logs of any program, or that say of topo's own nodes what they cannot tell. */
const loggedKinds: readonly string[] = ['addresses', 'note', 'relay-unobserved', 'rendezvous-unobserved']

/** Kinds of events that a node reports of itself. */
const saidKinds: ReadonlySet<string> = new Set(
  Object.keys(nodeFields).filter((kind) => !loggedKinds.includes(kind)),
)

function isSaid(of: EventKind): boolean {
  return saidKinds.has(of)
}

type NodeBound = Extract<TopoEvent, { readonly node: string }>

/** An event that may be one of those that are counted: its program does not tell these fields. */
interface Incomplete {
  readonly node: string
  readonly fields: readonly string[]
}

/** True: a program has not told this field. Some fields are absent because they have no meaning in the event. */
function isUntold(event: NodeBound, field: string, telling: Telling): boolean {
  const reporting = telling(event.node)
  const value = new Map<string, unknown>(Object.entries(event)).get(field)
  if (reporting === 'all' || (value !== undefined && value !== '')) return false
  if (event.kind === 'relay-circuit' && field === 'reason') return event.outcome === 'closed'
  // The agent protocol leaves it out where it is false.
  if (event.kind === 'connection-opened' && field === 'unlimited')
    return reporting !== 'agent' && event.path.kind === 'relayed'
  return true
}

/** ` (outcome refused, held 1)`; empty for no fields. */
function inWords(where: Params['where']): string {
  const fields = Object.entries(where).map(([key, value]) => `${key} ${value}`)
  return fields.length > 0 ? ` (${fields.join(', ')})` : ''
}

function isOfRelay(of: EventKind): boolean {
  return of === 'relay-reservation' || of === 'relay-circuit'
}

/** Schema of the fields of one kind of event. All are optional. */
function eventFields(kind: EventKind) {
  const fields = Object.entries(fieldsOf(kind))
  return z.strictObject(
    Object.fromEntries(fields.map(([field, { takes }]) => [field, typeOfField(field, takes).optional()])),
  )
}

function typeOfField(field: string, takes: Takes): z.ZodType {
  switch (takes.kind) {
    case 'text':
    case 'entry':
      return z.string()
    case 'number':
      return z.number()
    case 'flag':
      return z.boolean()
    case 'node':
      return nodeReference()
    case 'words':
      return z.enum(takes.words)
    case 'parts':
      return z.never({
        error: `\`${field}\` is a list or a mapping, and only single values are compared`,
      })
  }
}
