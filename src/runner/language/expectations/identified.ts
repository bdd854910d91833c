import * as z from 'zod'
import { messageOf } from '../../../base/errors.ts'
import type { TopoEvent } from '../../../events/event.ts'
import { listNames, listOthers } from '../values/list-names.ts'
import { oneOrMore, orNull } from '../values/optional.ts'
import { Pattern } from '../values/pattern.ts'
import { regex } from '../values/regex.ts'
import { selector } from '../values/selector.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation, type Pair, type ProbeContext } from './expectation.ts'
import { keyOf, pairsOf } from './pairs.ts'

type IdentifyEvent = Extract<TopoEvent, { kind: 'identify' }>

const protocol = z.string().startsWith('/', 'expected the name of a protocol, such as /ipfs/ping/1.0.0')

const params = z.strictObject({
  by: selector(['boot-node', 'peer', 'module'], { against: 'peer', running: true }),
  peer: selector(),
  protocols: oneOrMore(protocol).meta({
    description: 'Protocols that `peer` must have told that it speaks (default: any)',
  }),
  without: oneOrMore(protocol).meta({
    description: 'Protocols that it must not have told (default none)',
  }),
  agent: orNull(regex).meta({
    description: 'Regular expression (RE2) for its agent version: "^js-libp2p/3" (default: any)',
  }),
  observed: orNull(regex).meta({
    description:
      'Regular expression (RE2) for the address at which it told that it sees `by`: "^/ip4/5[.]16[.]" (default: any)',
  }),
})

type Params = z.output<typeof params>

export const identified = defineExpectation({
  summary: 'identify told a node something about a peer',
  description:
    'Asks `by` what identify told it about `peer`: its protocols and agent version, as its peer store has them, and the address at which the peer sees it, from the last exchange. Holds when all of it is as wanted. The verdict is unknown for a node that topo cannot ask.',
  example:
    '- { at: 10s, expect: identified, by: alice, peer: boot, protocols: [/libp2p/circuit/relay/0.2.0/hop], agent: "^js-libp2p" }',
  alsoCalled: ['identify', 'protocols', 'identifies'],
  failsWhen: 'the two have never been connected, or the peer told something else',
  fabrics: ['virtual', 'host', 'netns'],
  params,
  describe: ({ by, peer, protocols, without, agent, observed }) => {
    const told = [
      ...(protocols.length === 0 ? [] : [`speaks ${protocols.join(', ')}`]),
      ...(without.length === 0 ? [] : [`does not speak ${without.join(', ')}`]),
      ...(agent === null ? [] : [`is /${agent}/`]),
      ...(observed === null ? [] : [`sees it at /${observed}/`]),
    ]
    const what = told.length === 0 ? '' : ` that it ${told.join(' and ')}`
    return `${listOthers(peer, by)} told ${listNames(by)}${what}`
  },
  tellers: () => [],
  neededNodes: ({ by }) => by,
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => false,
  watchesRelay: () => false,
  observe: (wanted, entry) => {
    const pairs = pairsOf(wanted.by, wanted.peer)
    const latest = new Map<string, IdentifyEvent>()
    return {
      push: (event) => {
        if (event.kind !== 'identify' || event.entry !== entry) return false
        latest.set(keyOf(event), event)
        return true
      },
      state: () => combine(pairs.map((pair) => judge(pair, latest.get(keyOf(pair)), wanted))),
    }
  },
  probe: async (context, { by, peer }) => {
    for (const pair of pairsOf(by, peer)) await ask(context, pair)
  },
})

function judge({ from, to }: Pair, event: IdentifyEvent | undefined, wanted: Params): Observation {
  if (event === undefined) return { state: 'pending', reason: `${from} was not asked yet`, evidence: [] }
  const evidence = [event.n]
  const { outcome, protocols, observed, reason, wall } = event
  const agent = String(wall['agent'] ?? '')
  if (outcome === 'untold') return { state: 'undetermined', reason, evidence }
  if (outcome === 'nothing') return { state: 'fails', reason: `${to} has told ${from} nothing yet`, evidence }
  const wrong = [
    ...wanted.protocols.filter((one) => !protocols.includes(one)).map((one) => `no ${one}`),
    ...wanted.without.filter((one) => protocols.includes(one)),
    ...(wanted.agent === null || new Pattern(wanted.agent).test(agent)
      ? []
      : [`the agent version ${agent || '(none)'}`]),
    ...(wanted.observed === null || new Pattern(wanted.observed).test(observed)
      ? []
      : [`the observed address ${observed || '(none)'}`]),
  ]
  return wrong.length === 0
    ? { state: 'holds', reason: `${to} told ${from} so (${agent})`, evidence }
    : { state: 'fails', reason: `${to} told ${from} ${wrong.join(' and ')}`, evidence }
}

async function ask(context: ProbeContext, pair: Pair): Promise<void> {
  const { entry, signal, log } = context
  const { from, to } = pair
  const node = context.node(from)
  await node.whenStarted()
  const nothing = { protocols: [], observed: '' }
  const untold = (reason: string) =>
    log({ kind: 'identify', entry, from, to, outcome: 'untold', ...nothing, reason })
  if (node.status !== 'running') {
    if (!signal.aborted) untold(`${from} is ${node.status} and cannot be asked`)
    return
  }
  try {
    const { agent, ...told } = await node.request('identify', { peerId: context.node(to).peerId })
    if (signal.aborted) return
    const outcome = told.protocols.length === 0 && agent === '' ? 'nothing' : 'told'
    log({ kind: 'identify', entry, from, to, outcome, ...told, reason: '' }, { agent })
  } catch (error) {
    if (!signal.aborted) untold(`${from} did not tell: ${messageOf(error)}`)
  }
}
