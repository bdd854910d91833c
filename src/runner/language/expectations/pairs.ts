/** Probes of pairs, which `reachable`, `unreachable` and `matrix` share. */

import { relayIn } from '../../../base/multiaddr-text.ts'
import type { Path, TopoEvent } from '../../../events/event.ts'
import type { CommandInput } from '../../../protocol/messages.ts'
import type { Cell } from '../values/cells.ts'
import { formatDuration } from '../values/format-duration.ts'
import type { Observation, Observer, Pair, ProbeContext } from './expectation.ts'
import { patienceFor } from './patience.ts'

export type ProbeEvent = Extract<TopoEvent, { kind: 'probe' }>

/** The result of one probe. */
export type ProbeAnswer = Pick<ProbeEvent, 'from' | 'to' | 'outcome' | 'paths' | 'reason'>

/** The judgement of one probe, with the finding in one sentence. */
export interface PairJudgement {
  readonly state: 'holds' | 'fails' | 'undetermined'
  readonly reason: string
}

export function pairsOf(from: readonly string[], to: readonly string[]): readonly Pair[] {
  return from.flatMap((source) =>
    to.filter((target) => target !== source).map((target) => ({ from: source, to: target })),
  )
}

/** The cell of a table of who reaches whom. A probe that could not be made has none. */
export function cellOf(probe: ProbeAnswer): Cell['cell'] {
  if (probe.outcome !== 'reached') return 'unreachable'
  return probe.paths.some((path) => path.kind === 'direct') ? 'direct' : 'relayed'
}

export function formatPath(path: Path): string {
  return path.kind === 'direct' ? 'directly' : `relayed through ${path.relay}`
}

/** An observer that holds when the latest probe of every pair holds. */
export function observePairs(
  entry: string,
  pairs: readonly Pair[],
  judge: (probe: ProbeAnswer) => PairJudgement,
): Observer {
  let attempts = 0
  const latest = new Map<string, { readonly probe: ProbeEvent; readonly judgement: PairJudgement }>()
  return {
    measures: () => ({ attempts }),
    push: (event) => {
      if (event.kind !== 'probe' || event.entry !== entry) return false
      attempts += 1
      latest.set(keyOf(event), { probe: event, judgement: judge(event) })
      return true
    },
    state: (): Observation => {
      const answers = pairs.flatMap((pair) => latest.get(keyOf(pair)) ?? [])
      const evidence = answers.map(({ probe }) => probe.n)
      for (const state of ['fails', 'undetermined'] as const) {
        const found = answers.filter(({ judgement }) => judgement.state === state)
        const first = found[0]
        if (first === undefined) continue
        const more = found.length > 1 ? ` (and ${found.length - 1} more of ${pairs.length} pairs)` : ''
        return {
          state,
          reason: `${first.judgement.reason}${more}`,
          evidence: found.map(({ probe }) => probe.n),
        }
      }
      const unasked = pairs.filter((pair) => !latest.has(keyOf(pair)))
      const [next] = unasked
      if (next !== undefined) {
        const more = unasked.length > 1 ? ` (and ${unasked.length - 1} more of ${pairs.length} pairs)` : ''
        return { state: 'pending', reason: `no answer yet for ${next.from} to ${next.to}${more}`, evidence }
      }
      const first = answers[0]
      if (first === undefined) return { state: 'pending', reason: 'there is no pair to probe', evidence }
      const more = pairs.length > 1 ? ` (and so for all ${pairs.length} pairs)` : ''
      return { state: 'holds', reason: `${first.judgement.reason}${more}`, evidence }
    },
  }
}

export interface Asking {
  readonly pairs: readonly Pair[]
  readonly paths: CommandInput<'probe'>['paths']
  /** Relays whose addresses alone are dialled; null: all addresses. */
  readonly via?: readonly string[] | null
  /** A dial for each address: a dead one hides no other. Otherwise one dial of all, as an application makes it. */
  readonly each?: boolean
  readonly judge: (probe: ProbeAnswer) => PairJudgement
  /** Whether a dial without success by the deadline counts as a failure, not as undetermined. */
  readonly isLateFailure?: boolean
}

/**
 * Probes every pair once. With `within`, a pair that has given the wanted answer is not probed again; with `for` and
 * `never`, each round probes all pairs.
 */
export async function probePairs(
  context: ProbeContext,
  { pairs, judge, isLateFailure = false, ...how }: Asking,
): Promise<void> {
  const { mode, time } = context
  const patience = patienceFor(context, turnsOf(pairs))
  const timeout = isLateFailure && time !== null ? Math.min(patience, time - 1) : patience
  const due = mode === 'within' ? pairs.filter((pair) => !context.held.has(keyOf(pair))) : pairs
  await forEachApart(due, async (pair) => {
    if (context.signal.aborted) return
    const answer = {
      from: pair.from,
      to: pair.to,
      ...(await probe(context, pair, { ...how, timeout, isLateFailure })),
    }
    if (context.signal.aborted) return
    context.log({ kind: 'probe', entry: context.entry, ...answer })
    if (judge(answer).state === 'holds') context.held.add(keyOf(pair))
    else context.held.delete(keyOf(pair))
  })
}

/** libp2p accepts at most 5 connections a second from one address; relayed ones have the address of the relay. */
const mostAtOnce = 4

/** Acts on every pair, several at once, but never on two pairs with a common node. */
async function forEachApart(pairs: readonly Pair[], act: (pair: Pair) => Promise<void>): Promise<void> {
  const waiting = [...pairs]
  const busy = new Set<string>()
  const work = async (): Promise<void> => {
    const next = waiting.findIndex(({ from, to }) => !busy.has(from) && !busy.has(to))
    const [pair] = next === -1 ? [] : waiting.splice(next, 1)
    if (pair === undefined) return
    busy.add(pair.from).add(pair.to)
    await act(pair)
    busy.delete(pair.from)
    busy.delete(pair.to)
    await Promise.all(Array.from({ length: mostAtOnce - busy.size / 2 }, work))
  }
  await Promise.all(Array.from({ length: mostAtOnce }, work))
}

/** Number of pairs above which an estimate of the turns is enough. */
const mostCounted = 1000

/** Number of turns that {@link probePairs} needs if all probes take equally long. */
export function turnsOf(pairs: readonly Pair[]): number {
  if (pairs.length > mostCounted) return Math.ceil(pairs.length / mostAtOnce)
  let waiting = pairs
  for (let turns = 0; ; turns += 1) {
    if (waiting.length === 0) return turns
    const busy = new Set<string>()
    const later: Pair[] = []
    for (const pair of waiting) {
      if (busy.size / 2 === mostAtOnce || busy.has(pair.from) || busy.has(pair.to)) later.push(pair)
      else busy.add(pair.from).add(pair.to)
    }
    waiting = later
  }
}

export function keyOf(pair: Pair): string {
  return `${pair.from} ${pair.to}`
}

interface How extends Pick<Asking, 'via' | 'each' | 'isLateFailure'> {
  readonly paths: CommandInput<'probe'>['paths']
  readonly timeout: number
}

async function probe(
  context: ProbeContext,
  pair: Pair,
  { via = null, each = false, isLateFailure = false, ...how }: How,
) {
  const source = context.node(pair.from)
  await source.whenStarted()
  const target = context.node(pair.to)
  if (source.status !== 'running')
    return answer('untold', [], `${pair.from} is ${source.status} and cannot dial`)
  if (target.status === 'down') return answer('not-reached', [], `${pair.to} is down`)
  if (target.addresses.length === 0) return answer('not-reached', [], `${pair.to} advertises no address`)
  const relays = via?.map((relay) => context.node(relay).peerId)
  const addresses = target.addresses.filter(
    (address) => relays === undefined || relays.includes(relayIn(address) ?? ''),
  )
  if (addresses.length === 0)
    return answer('not-reached', [], `${pair.to} advertises no address through ${via?.join(' or ')}`)
  const began = context.clock.now()
  // The answer must be there one millisecond before the deadline.
  const latest = isLateFailure && context.deadline !== null ? Math.max(1, context.deadline - began - 1) : null
  try {
    const result = await source.request('probe', {
      peerId: target.peerId,
      addresses,
      ...how,
      ...(each && { each }),
      ...(latest !== null && { latest }),
    })
    return result.paths.length > 0
      ? answer('reached', result.paths, '')
      : answer('not-reached', [], result.reason)
  } catch (error) {
    const after = formatDuration(context.clock.now() - began)
    return answer(
      'untold',
      [],
      `${pair.from} did not finish its dial (${error instanceof Error ? error.message : error}, after ${after})`,
    )
  }
}

function answer(outcome: ProbeEvent['outcome'], paths: readonly Path[], reason: string) {
  return { outcome, paths, reason }
}
