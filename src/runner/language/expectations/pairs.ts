/** Probes of pairs, which `reachable`, `unreachable` and `matrix` share. */

import { relayIn } from '../../../base/multiaddr-text.ts'
import type { Path, TopoEvent } from '../../../events/event.ts'
import type { CommandInput } from '../../../protocol/messages.ts'
import type { Cell } from '../values/cells.ts'
import { formatDuration } from '../values/format-duration.ts'
import { mostAtOnce, turnTimeOf } from './dial-queue.ts'
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

/** The cell of a reachability table. A probe that could not be made has none. */
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
  /** True: a dial without success by the deadline counts as a failure, not as undetermined. */
  readonly isLateFailure?: boolean
}

/**
 * Probes every pair once. With `within`, a pair that has given the wanted answer is not probed again; with `for` and
 * `never`, each round probes all pairs. A pair whose turn does not come in time has no answer.
 */
export async function probePairs(
  context: ProbeContext,
  { pairs, judge, isLateFailure = false, ...how }: Asking,
): Promise<void> {
  const { mode, dials, entry, signal } = context
  const patience = patienceFor(context, turnsOf(pairs))
  const due = mode === 'within' ? pairs.filter((pair) => !context.held.has(keyOf(pair))) : pairs
  await Promise.all(
    due.map(async (pair) => {
      await context.node(pair.from).whenStarted()
      const found = await dials.dial({ entry, pair, signal, goesOn: false }, async (hasWaited) => {
        const mayFail = isLateFailure && !(hasWaited && isTooLate(context))
        const timeout = mayFail ? inTime(context, patience, hasWaited) : patience
        return probe(context, pair, { ...how, timeout, isLateFailure: mayFail })
      })
      if (found === null || signal.aborted) return
      const answer = { from: pair.from, to: pair.to, ...found }
      context.log({ kind: 'probe', entry, ...answer })
      if (judge(answer).state === 'holds') context.held.add(keyOf(pair))
      else context.held.delete(keyOf(pair))
    }),
  )
}

/** Returns true if the turn of a dial comes too late for an answer: then it has none, and is no failure. */
function isTooLate({ clock, deadline, dialTime }: ProbeContext): boolean {
  return deadline !== null && deadline - clock.now() - 1 < turnTimeOf(dialTime)
}

/** Returns a patience with which the answer is there one millisecond before the deadline. */
function inTime({ clock, time, deadline }: ProbeContext, patience: number, hasWaited: boolean): number {
  if (time === null || deadline === null) return patience
  return Math.min(patience, hasWaited ? deadline - clock.now() - 1 : time - 1)
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
    if (result.paths.length > 0) return answer('reached', result.paths, '')
    const stranger = strangerIn(result.reason)
    return stranger === null
      ? answer('not-reached', [], result.reason)
      : answer('untold', [], isStranger(pair.to, stranger))
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

/** Returns the peer id of a host, not of this topology, that answered in place of the target; null: none did. */
export function strangerIn(reason: string): string | null {
  return /identity key ([1-9A-HJ-NP-Za-km-z]{40,}) does not match/.exec(reason)?.[1] ?? null
}

export function isStranger(name: string, peerId: string): string {
  return `the peer id of ${name} is not the one that others know, so nobody can tell: write \`peerId: ${peerId}\` for it, or start it with the identity \`\${identity}\``
}
