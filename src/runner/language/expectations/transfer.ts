import * as z from 'zod'
import type { TopoEvent } from '../../../events/event.ts'
import type { CommandInput } from '../../../protocol/messages.ts'
import { listNames, listOthers } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { selector } from '../values/selector.ts'
import { formatSize, size } from '../values/size.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation, type Pair, type ProbeContext } from './expectation.ts'
import { formatPath, keyOf, pairsOf } from './pairs.ts'
import { patienceFor } from './patience.ts'

const params = z.strictObject({
  from: selector(null, { against: 'to', running: true }),
  to: selector(),
  bytes: size.meta({ description: 'Number of bytes: 64KiB, 1MiB' }),
  path: orNull(z.enum(['direct', 'relayed'])).meta({ description: 'Path that counts (default: any)' }),
  outcome: z.enum(['complete', 'cut-off']).default('complete').meta({
    description: 'complete: all of them arrive; cut-off: the connection ends before (default complete)',
  }),
})

type Params = z.output<typeof params>
type TransferEvent = Extract<TopoEvent, { kind: 'transfer' }>

export const transfer = defineExpectation({
  summary: 'bytes arrive, or are cut off by a limit',
  description:
    'Each `from` dials each `to` afresh, as `reachable` does (one dial; with `path` of those addresses only), and sends `bytes` bytes, which `to` counts. They may take as long as `within` lets them. A relay closes a circuit that has carried more than its `maxCircuitBytes`, both directions and the handshakes counted: `cut-off`.',
  example:
    '- { at: 10s, expect: transfer, from: bob, to: alice, bytes: 1MiB, path: relayed, outcome: cut-off }',
  failsWhen: 'the target cannot be dialled, or a limit of the relay cuts it off',
  failsOtherwise: { outcome: { 'cut-off': 'the target cannot be dialled, or all of it arrives' } },
  fabrics: ['virtual', 'host'],
  params,
  describe: ({ from, to, bytes, path, outcome }) =>
    `${formatSize(bytes)} from ${listNames(from)} to ${listOthers(to, from)}${path === null ? '' : `, ${path},`} ${outcome === 'complete' ? 'arrive' : 'are cut off'}`,
  tellers: ({ from }) => [{ parameter: 'from', nodes: from }],
  neededNodes: ({ from, to }) => [...from, ...to],
  neededReservations: ({ to, path }) => (path === 'relayed' ? [{ peers: to, relays: null }] : []),
  endedNodes: () => [],
  printedLines: () => null,
  relayedTargets: ({ to, path }) => (path === 'direct' ? [] : to),
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
      const result = await send(context, pair, {
        ...wanted,
        timeouts: timeoutsOf(context, pairs.length, done),
      })
      if (context.signal.aborted) return
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

/** The dial has its usual time; the bytes have the rest of the pair's share. */
function timeoutsOf(context: ProbeContext, pairs: number, done: number): Timeouts {
  const { clock, mode, deadline } = context
  const left = mode === 'within' && deadline !== null ? deadline - clock.now() - 1 : null
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
    return nothing('untold', `${pair.from} is ${source.status} and cannot dial`)
  if (target.status === 'down') return nothing('not-reached', `${pair.to} is down`)
  const { peerId, addresses } = target
  const { bytes, timeouts } = wanted
  const input = { peerId, addresses, paths: wanted.path ?? 'any', bytes, ...timeouts } as const
  try {
    return await source.request('transfer', input)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return nothing('untold', `${pair.from} did not finish its transfer (${why})`)
  }
}
