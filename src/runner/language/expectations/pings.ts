/** Pings over the connections that are open between two nodes. Nothing is dialled. */
import { messageOf } from '../../../base/errors.ts'
import type { TopoEvent } from '../../../events/event.ts'
import type { CommandInput } from '../../../protocol/messages.ts'
import type { Observation, Pair, ProbeContext } from './expectation.ts'
import { formatPath, keyOf } from './pairs.ts'
import { patienceFor } from './patience.ts'

type PingEvent = Extract<TopoEvent, { kind: 'ping' }>

/** The latest ping of each pair, for one entry. */
export class Pings {
  readonly #entry: string
  readonly #latest = new Map<string, PingEvent>()

  constructor(entry: string) {
    this.#entry = entry
  }

  /** Returns whether the event is one of this entry's pings. */
  push(event: TopoEvent): boolean {
    if (event.kind !== 'ping' || event.entry !== this.#entry) return false
    this.#latest.set(keyOf(event), event)
    return true
  }

  forget(pair: Pair): void {
    this.#latest.delete(keyOf(pair))
  }

  judge(pair: Pair): Observation {
    const { from, to } = pair
    const last = this.#latest.get(keyOf(pair))
    if (last === undefined)
      return { state: 'pending', reason: `${from} has not pinged ${to} yet`, evidence: [] }
    const { outcome, paths, reason, n } = last
    switch (outcome) {
      case 'answered':
        return {
          state: 'holds',
          reason: `${to} answers ${from} over the open connection (${paths.map(formatPath).join(', ')})`,
          evidence: [n],
        }
      case 'silent':
        return {
          state: 'fails',
          reason: `${from} is connected to ${to}, but the connection is dead: ${reason}`,
          evidence: [n],
        }
      case 'untold':
        return { state: 'undetermined', reason, evidence: [n] }
    }
  }
}

interface Pinging {
  readonly pairs: readonly Pair[]
  readonly paths: CommandInput<'ping-open'>['paths']
  /** Names of relays; null: any. */
  readonly via: readonly string[] | null
}

/** Pings over the open connections of each pair. A pair without a connection has no ping: the log says so already. */
export async function pingPairs(context: ProbeContext, { pairs, paths, via }: Pinging): Promise<void> {
  const { entry, signal, mode, time, deadline, clock } = context
  const relays = via === null ? null : via.map((name) => context.node(name).peerId)
  const patience = patienceFor(context, 1)
  // The answer must be there one millisecond before the deadline.
  const left = mode === 'within' && time !== null && deadline !== null ? deadline - clock.now() - 1 : null
  const timeout = left === null ? patience : Math.max(1, Math.min(patience, left))
  await Promise.all(
    pairs.map(async (pair) => {
      const found = await ping(context, pair, { paths, relays, timeout })
      if (found === null || signal.aborted) return
      context.log({ kind: 'ping', entry, ...pair, ...found })
    }),
  )
}

async function ping(
  context: ProbeContext,
  { from, to }: Pair,
  how: Omit<CommandInput<'ping-open'>, 'peerId'>,
): Promise<Pick<PingEvent, 'outcome' | 'paths' | 'reason'> | null> {
  const source = context.node(from)
  await source.whenStarted()
  const untold = (reason: string) => ({ outcome: 'untold', paths: [], reason }) as const
  if (source.status !== 'running') return untold(`${from} is ${source.status} and cannot ping`)
  try {
    const { answered, silent } = await source.request('ping-open', {
      peerId: context.node(to).peerId,
      ...how,
    })
    if (silent.length > 0) {
      const reasons = silent.map(({ path, reason }) => `${formatPath(path)}: ${reason}`)
      return { outcome: 'silent', paths: answered, reason: reasons.join('; ') }
    }
    return answered.length === 0 ? null : { outcome: 'answered', paths: answered, reason: '' }
  } catch (error) {
    return untold(`${from} did not finish its ping (${messageOf(error)})`)
  }
}
