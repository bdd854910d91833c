import * as z from 'zod'
import { messageOf } from '../../../base/errors.ts'
import type { TopoEvent } from '../../../events/event.ts'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { alsoCalled } from '../values/other-words.ts'
import { selector } from '../values/selector.ts'
import { formatSize, size } from '../values/size.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation, type ProbeContext } from './expectation.ts'
import type { Measures } from './measures.ts'

type ResourceEvent = Extract<TopoEvent, { kind: 'resource' }>

const nouns = {
  'open-connections': 'open connections',
  'open-streams': 'open streams',
  'open-handles': 'open handles',
  heap: 'heap',
} as const

const params = z.strictObject({
  node: selector(['boot-node', 'peer', 'module'], { running: true }),
  of: alsoCalled(
    z.enum(['open-connections', 'open-streams', 'open-handles', 'heap']).meta({
      description:
        'open-connections and open-streams: those of its libp2p host; open-handles: its timers, sockets and servers; heap: the memory of its JavaScript objects, after a collection of garbage',
    }),
    ['kind', 'type', 'resource', 'name', 'what'],
  ),
  protocol: orNull(
    z.string().startsWith('/', 'expected the name of a protocol, such as /ipfs/ping/1.0.0'),
  ).meta({
    description: 'With `of: open-streams`: streams of this protocol only (default: all)',
  }),
  atMost: alsoCalled(
    z.int().min(0).meta({ description: 'Largest number, or with `of: heap` largest size: 64MiB' }),
    ['max', 'maximum', 'limit', 'most', 'value', 'count', 'times'],
  ),
})

export const resource = defineExpectation({
  summary: 'a node holds no more streams, connections, handles or memory than allowed',
  description:
    'Asks each `node` what it holds at that moment. Holds while it is at most `atMost`; with `for: 1h` it shows a leak. In virtual time, streams, connections and handles are the same in every run; a few of the handles are topo’s own. The heap depends on the machine and on the version of Node: a verdict about a heap near its limit may not repeat, and the size itself is no part of the fingerprint. The verdict is unknown for a node that topo cannot ask.',
  example: '- { at: 10m, expect: resource, node: alice, of: open-streams, atMost: 20, for: 1h }',
  alsoCalled: ['resources', 'memory', 'heap', 'leak'],
  failsWhen: 'the node holds more: something that it opens is not closed',
  fabrics: ['virtual', 'host', 'netns'],
  params,
  paramsFor: (given) => (Object(given).of === 'heap' ? params.extend({ atMost: size }) : params),
  describe: ({ node, of, protocol, atMost }) =>
    `${listNames(node)} ${node.length > 1 ? 'hold' : 'holds'} ${of === 'heap' ? `a heap of at most ${formatSize(atMost)}` : `at most ${atMost} ${nouns[of]}`}${protocol === null ? '' : ` of ${protocol}`}`,
  tellers: () => [],
  neededNodes: ({ node }) => node,
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: ({ node, of }) => (of === 'heap' ? node : []),
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => true,
  watchesRelay: ({ node }, relay) => node.includes(relay),
  observe: ({ node, of, atMost }, entry) => {
    const latest = new Map<string, ResourceEvent>()
    const most = new Map<string, number>()
    const show = (value: number) =>
      of === 'heap' ? `a heap of ${(value / 2 ** 20).toFixed(1)}MiB` : `${value} ${nouns[of]}`
    const judge = (name: string): Observation => {
      const read = latest.get(name)
      if (read === undefined) return { state: 'pending', reason: `${name} was not asked yet`, evidence: [] }
      const value = amountOf(read)
      const evidence = [read.n]
      if (value === null) return { state: 'undetermined', reason: read.reason, evidence }
      const limit = of === 'heap' ? formatSize(atMost) : atMost
      return {
        state: value <= atMost ? 'holds' : 'fails',
        reason: `${name} holds ${show(value)}, wanted at most ${limit}`,
        evidence,
      }
    }
    return {
      push: (event) => {
        if (event.kind !== 'resource' || event.entry !== entry) return false
        latest.set(event.node, event)
        most.set(event.node, Math.max(most.get(event.node) ?? 0, amountOf(event) ?? 0))
        return true
      },
      state: () => combine(node.map(judge)),
      measures: (): Measures =>
        of === 'heap' || most.size === 0 ? {} : { held: Math.max(...most.values()) },
    }
  },
  probe: async (context, { node, of, protocol }) => {
    for (const one of node) await ask(context, one, of, protocol)
  },
})

/** The size of a heap is among the fields that depend on the machine. */
function amountOf({ value, wall }: ResourceEvent): number | null {
  const { bytes } = wall
  return typeof bytes === 'number' ? bytes : value
}

async function ask(
  context: ProbeContext,
  name: string,
  of: ResourceEvent['of'],
  protocol: string | null,
): Promise<void> {
  const { entry, signal, log } = context
  const node = context.node(name)
  await node.whenStarted()
  const untold = (reason: string) =>
    log({ kind: 'resource', entry, node: name, of, outcome: 'untold', value: null, reason })
  if (node.status !== 'running') {
    if (!signal.aborted) untold(`${name} is ${node.status} and cannot be asked`)
    return
  }
  try {
    const { value } = await node.request('resource', { of, protocol })
    if (signal.aborted) return
    const read = { kind: 'resource', entry, node: name, of, outcome: 'read', reason: '' } as const
    if (of === 'heap') log({ ...read, value: null }, { bytes: value })
    else log({ ...read, value })
  } catch (error) {
    if (!signal.aborted) untold(`${name} did not tell: ${messageOf(error)}`)
  }
}
