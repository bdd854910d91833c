import * as z from 'zod'
import type { EventKind, TopoEvent } from '../../../events/event.ts'
import { fieldsOf, nodeFields } from '../../../events/event-shape.ts'
import { eventKinds } from '../../../events/kinds.ts'
import type { Takes } from '../../../events/shape.ts'
import { count, formatCount } from '../values/count.ts'
import { orNull } from '../values/optional.ts'
import { plural } from '../values/plural.ts'
import { nodeReference, selector } from '../values/selector.ts'
import { defineExpectation } from './expectation.ts'
import { countedIn, describeCounted, Tally } from './tally.ts'
import { allTell, canTell } from './telling.ts'

/** Owner of all events in an entry that names no nodes. */
const anyNode = ''

const params = z.strictObject({
  of: z.enum(eventKinds).meta({ description: 'Kind of event, as in events.ndjson' }),
  node: orNull(selector()).meta({ description: 'The nodes whose events count (default: all)' }),
  where: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .meta({ description: 'Values that fields of the event must have' }),
  times: count.prefault('>=1').meta({ description: 'Wanted count (default ">=1")' }),
  in: countedIn('total'),
})

type Params = z.output<typeof params>

export const event = defineExpectation({
  summary: 'the event log has a wanted number of events of one kind',
  description:
    'Counts the events of kind `of` in the event log since the start of the run. With `node`, only events of these nodes count; with `where`, only events with these values. Holds while the count is in `times`: that of all these nodes together, or with `in: each` that of every node.',
  example:
    '- { at: 2m, expect: event, of: relay-reservation, node: boot, where: { outcome: expired }, times: ">=1" }',
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
    const fields = Object.entries(where).map(([key, value]) => `${key} ${value}`)
    const who = node === null ? '' : ` of ${describeCounted(node, counted)}`
    return `${of}${who}${fields.length > 0 ? ` (${fields.join(', ')})` : ''} is logged ${formatCount(times, 'time')}`
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
    const tally = new Tally({
      nodes: node ?? [anyNode],
      times,
      in: counted,
      say: (found) => `seen ${plural(found, 'time')}`,
    })
    const unheard = new Set((node ?? []).filter((name) => isSaid(of) && typeof telling(name) !== 'string'))
    /** A program that tells some of these events by lines of its output is heard with the first one. */
    const hear = (said: TopoEvent): boolean =>
      'node' in said &&
      isSaid(said.kind) &&
      canTell(telling(said.node), wordOf(of, where)) &&
      unheard.delete(said.node)
    return {
      push: (candidate) => {
        if (unheard.size > 0 && hear(candidate) && candidate.kind !== of) return true
        if (candidate.kind !== (of satisfies EventKind)) return false
        const owner = node === null ? anyNode : 'node' in candidate ? candidate.node : null
        if (owner === null || (node !== null && !node.includes(owner))) return false
        const fields = new Map<string, unknown>(Object.entries(candidate))
        if (!Object.entries(where).every(([key, value]) => fields.get(key) === value)) return false
        tally.add(owner, candidate.n)
        return true
      },
      state: () => {
        const seen = tally.judge()
        const [silent] = unheard
        // More events would not change the answer.
        const isSure = seen.state === 'holds' ? times.max === null : tally.exceeds
        if (silent === undefined || isSure) return seen
        return {
          state: 'undetermined',
          reason: `${silent} has told nothing of ${of}, so topo cannot tell: ${seen.reason}`,
          evidence: seen.evidence,
        }
      },
      measures: () => ({ times: tally.total }),
    }
  },
  probe: null,
})

/** Kinds of events that a node reports of itself. topo logs the other ones of any program. */
const saidKinds: ReadonlySet<string> = new Set(
  Object.keys(nodeFields).filter((kind) => kind !== 'addresses' && kind !== 'note'),
)

function isSaid(of: EventKind): boolean {
  return saidKinds.has(of)
}

function wordOf(of: EventKind, { outcome }: Params['where']): string {
  return outcome === undefined ? of : `${of}:${outcome}`
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
