import * as z from 'zod'
import { relayIn } from '../../../base/multiaddr-text.ts'
import type { TopoEvent } from '../../../events/event.ts'
import type { CommandInput } from '../../../protocol/messages.ts'
import { listNames, listOthers } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { alsoCalled } from '../values/other-words.ts'
import { refuseViaOnDirect } from '../values/refuse-via-on-direct.ts'
import { relayKinds, selector } from '../values/selector.ts'
import { formatSize, size } from '../values/size.ts'
import { combine } from './combine.ts'
import { turnTimeOf } from './dial-queue.ts'
import { defineExpectation, type Observation, type Pair, type ProbeContext } from './expectation.ts'
import { formatPath, isStranger, keyOf, pairsOf, strangerIn } from './pairs.ts'
import { patienceFor } from './patience.ts'

const params = z
  .strictObject({
    from: selector(null, { against: 'to', running: true }),
    to: selector(),
    bytes: alsoCalled(size.meta({ description: 'Number of bytes: 64KiB, 1MiB' }), [
      'size',
      'amount',
      'length',
    ]),
    path: orNull(z.enum(['direct', 'relayed'])).meta({ description: 'Path that counts (default: any)' }),
    via: orNull(selector(relayKinds, { relayInUse: true })).meta({
      description: 'Relay of a relayed path, also as relay-of(alice)',
    }),
    over: z.enum(['new', 'existing']).default('new').meta({
      description:
        'new: a connection of their own, dialled afresh; existing: one that is open, and nothing is dialled (default new)',
    }),
    outcome: z.enum(['complete', 'cut-off']).default('complete').meta({
      description: 'complete: all of them arrive; cut-off: the connection ends before (default complete)',
    }),
  })
  .superRefine(refuseViaOnDirect)

type Params = z.output<typeof params>
type TransferEvent = Extract<TopoEvent, { kind: 'transfer' }>

export const transfer = defineExpectation({
  summary: 'bytes arrive, or a limit cuts them off',
  description:
    'Each `from` dials each `to` afresh, as `reachable` does (one dial; with `path` of those addresses only), and sends `bytes` bytes, which `to` counts. With `between` the first node sends to the second. They may take as long as `within` lets them. With `over: existing` they go over a connection that is open between the two, as an application sends them: that shows a connection that looks open and is dead. A relay closes a circuit that has carried more than its `maxCircuitBytes`, both directions and the handshakes counted: `cut-off`.',
  example:
    '- { at: 10s, expect: transfer, from: bob, to: alice, bytes: 1MiB, path: relayed, outcome: cut-off }',
  alsoCalled: ['sends', 'send', 'throughput', 'data', 'bytes'],
  pair: ['from', 'to'],
  failsWhen: 'the target cannot be dialled, a limit of the relay cuts it off, or the open connection is dead',
  failsOtherwise: { outcome: { 'cut-off': 'the target cannot be dialled, or all bytes arrive' } },
  fabrics: ['virtual', 'netns', 'host'],
  params,
  describe: ({ from, to, bytes, path, via, over, outcome }) =>
    `${formatSize(bytes)} from ${listNames(from)} to ${listOthers(to, from)}${path === null ? '' : `, ${path},`}${via === null ? '' : ` through ${listNames(via)}`} ${outcome === 'complete' ? 'arrive' : 'are cut off'}${over === 'existing' ? ' over the open connection' : ''}`,
  tellers: ({ from }) => [{ parameter: 'from', nodes: from }],
  neededNodes: ({ from, to }) => [...from, ...to],
  neededReservations: ({ to, path, via, over }) =>
    (path === 'relayed' || via !== null) && over === 'new' ? [{ peers: to, relays: via }] : [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: ({ to, path, over }) => (path === 'direct' || over === 'existing' ? [] : to),
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => false,
  watchesRelay: () => false,
  observe: (wanted, entry) => {
    const latest = new Map<string, TransferEvent>()
    const pairs = pairsOf(wanted.from, wanted.to)
    return {
      push: (event) => {
        if (event.kind !== 'transfer' || event.entry !== entry) return false
        latest.set(keyOf(event), event)
        return true
      },
      state: () => combine(pairs.map((pair) => judge(pair, latest.get(keyOf(pair)), wanted))),
      measures: () => ({ bytes: [...latest.values()].reduce((sum, { arrived }) => sum + arrived, 0) }),
    }
  },
  probe: async (context, wanted) => {
    const pairs = pairsOf(wanted.from, wanted.to)
    for (const [done, pair] of pairs.entries()) {
      if (context.signal.aborted) return
      const act = (hasWaited: boolean) =>
        send(context, pair, { ...wanted, timeouts: timeoutsOf(context, pairs.length, done, hasWaited) })
      const { entry, signal } = context
      await context.node(pair.from).whenStarted()
      const result = await (wanted.over === 'existing'
        ? act(false)
        : context.dials.dial({ entry, pair, signal, goesOn: true }, act))
      if (result === null || context.signal.aborted) return
      context.log({ kind: 'transfer', entry: context.entry, ...pair, bytes: wanted.bytes, ...result })
    }
  },
})

function judge({ from, to }: Pair, event: TransferEvent | undefined, wanted: Params): Observation {
  if (event === undefined)
    return { state: 'pending', reason: `${from} has sent ${to} nothing yet`, evidence: [] }
  const { outcome, path, bytes, arrived, reason, n } = event
  const how = path === null ? '' : ` ${formatPath(path)}`
  const what = `${arrived} of ${bytes} bytes arrived from ${from} at ${to}${how}`
  if (outcome === 'untold') return { state: 'undetermined', reason, evidence: [n] }
  if (outcome === 'not-reached') {
    return { state: 'fails', reason: `${from} could not reach ${to}: ${reason}`, evidence: [n] }
  }
  const state = outcome === wanted.outcome ? 'holds' : 'fails'
  return { state, reason: outcome === 'complete' ? what : `${what}: ${reason}`, evidence: [n] }
}

type Result = Pick<TransferEvent, 'outcome' | 'path' | 'arrived' | 'reason'>

type Timeouts = Pick<CommandInput<'transfer'>, 'dialTimeout' | 'timeout'>

/** Milliseconds that the bytes have with `for` and `never`. */
const mostForBytes = 60_000

/**
 * The dial has its usual time; the bytes have the rest of the pair's share. A dial whose turn comes too late to end in
 * time has no limit but the deadline, so it has no answer, and is no failure.
 */
function timeoutsOf(context: ProbeContext, pairs: number, done: number, hasWaited: boolean): Timeouts {
  const { clock, mode, deadline, dialTime } = context
  const rest = mode === 'within' && deadline !== null ? deadline - clock.now() - 1 : null
  const left = hasWaited && rest !== null && rest < turnTimeOf(dialTime) ? null : rest
  return {
    dialTimeout: patienceFor(context, pairs),
    timeout: left === null ? mostForBytes : Math.max(1, Math.floor(left / (pairs - done))),
  }
}

async function send(
  context: ProbeContext,
  pair: Pair,
  wanted: Params & { readonly timeouts: Timeouts },
): Promise<Result> {
  const source = context.node(pair.from)
  await source.whenStarted()
  const target = context.node(pair.to)
  const nothing = (outcome: Result['outcome'], reason: string) => ({
    outcome,
    path: null,
    arrived: 0,
    reason,
  })
  if (source.status !== 'running')
    return nothing(
      'untold',
      `${pair.from} is ${source.status} and cannot ${wanted.over === 'existing' ? 'send' : 'dial'}`,
    )
  if (target.status === 'down') return nothing('not-reached', `${pair.to} is down`)
  const { peerId } = target
  const { bytes, via = null, timeouts } = wanted
  const relays = via?.map((name) => context.node(name).peerId) ?? null
  const addresses = target.addresses.filter(
    (address) => relays === null || relays.includes(relayIn(address) ?? ''),
  )
  if (addresses.length === 0 && via !== null && wanted.over === 'new')
    return nothing('not-reached', `${pair.to} advertises no address through ${via.join(' or ')}`)
  const paths = wanted.path ?? (via === null ? 'any' : 'relayed')
  const input = { peerId, paths, bytes, ...timeouts } as const
  try {
    const result = await (wanted.over === 'existing'
      ? source.request('transfer-open', { ...input, relays })
      : source.request('transfer', { ...input, addresses }))
    const stranger = result.outcome === 'not-reached' ? strangerIn(result.reason) : null
    return stranger === null ? result : nothing('untold', isStranger(pair.to, stranger))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return nothing('untold', `${pair.from} did not finish its transfer (${why})`)
  }
}
