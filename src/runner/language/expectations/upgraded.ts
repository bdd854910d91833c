import * as z from 'zod'
import type { TopoEvent } from '../../../events/event.ts'
import { formatClock } from '../values/format-clock.ts'
import { listNames, listOthers } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation, type Pair } from './expectation.ts'
import { keyOf, pairsOf } from './pairs.ts'

export const upgraded = defineExpectation({
  summary: 'a relayed connection became a direct one (DCUtR)',
  description:
    'Holds while `from` has a direct connection to `to` that was opened after a relayed one between the two, whichever side dialled. With `between` the first node is `from`. Without a relayed connection the verdict is unknown.',
  example: '- { at: 30s, expect: upgraded, from: alice, to: carol, within: 30s }',
  alsoCalled: ['dcutr', 'hole-punched', 'hole-punch', 'direct-upgrade'],
  pair: ['from', 'to'],
  failsWhen: 'the NATs block the hole punching of DCUtR, or no node tried it',
  fabrics: ['virtual', 'netns'],
  params: z.strictObject({ from: selector(null, { against: 'to' }), to: selector() }),
  describe: ({ from, to }) =>
    `${listNames(from)} ${from.length > 1 ? 'upgrade their' : 'upgrades its'} relayed ${from.length + to.length > 2 ? 'connections' : 'connection'} to ${listOthers(to, from)}`,
  tellers: ({ from }) => [{ parameter: 'from', nodes: from }],
  neededNodes: ({ from, to }) => [...from, ...to],
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => false,
  watchesRelay: () => false,
  observe: ({ from, to }) => {
    const pairs = new Map(pairsOf(from, to).map((pair) => [keyOf(pair), new Upgrade(pair)]))
    return {
      push: (event) => {
        switch (event.kind) {
          case 'connection-opened':
          case 'connection-closed':
            pairs.get(keyOf({ from: event.node, to: event.peer }))?.push(event)
            return true
          case 'node-exited':
            for (const pair of pairs.values()) pair.push(event)
            return true
          default:
            return false
        }
      },
      state: () => combine([...pairs.values()].map((pair) => pair.judge())),
    }
  },
  probe: null,
})

/** The connections of one pair, as `from` reports them. */
class Upgrade {
  readonly #pair: Pair
  readonly #direct = new Map<string, { readonly n: number; readonly t: number }>()
  #relayed: { readonly n: number; readonly t: number } | null = null
  /** End of the direct connection that closed last; null: none has closed since the last one opened. */
  #lost: { readonly n: number; readonly t: number } | null = null

  constructor(pair: Pair) {
    this.#pair = pair
  }

  push(event: TopoEvent): void {
    switch (event.kind) {
      case 'connection-opened':
        if (event.path.kind === 'relayed') this.#relayed ??= event
        else if (this.#relayed !== null) {
          this.#direct.set(event.connection, event)
          this.#lost = null
        }
        break
      case 'connection-closed':
        if (this.#direct.delete(event.connection)) this.#lost = event
        break
      case 'node-exited':
        if (event.node !== this.#pair.from) break
        this.#direct.clear()
        this.#relayed = null
        this.#lost = null
        break
    }
  }

  judge(): Observation {
    const { from, to } = this.#pair
    const relayed = this.#relayed
    if (relayed === null) {
      return { state: 'pending', reason: `${from} has had no relayed connection to ${to}`, evidence: [] }
    }
    const [direct] = this.#direct.values()
    if (direct === undefined && this.#lost !== null) {
      const reason = `${from} lost its direct connection to ${to} at ${formatClock(this.#lost.t)}`
      return { state: 'fails', reason, evidence: [relayed.n, this.#lost.n] }
    }
    if (direct === undefined) {
      const reason = `${from} has had a relayed connection to ${to} since ${formatClock(relayed.t)}, and no direct one after it`
      return { state: 'fails', reason, evidence: [relayed.n] }
    }
    const after = formatClock(direct.t - relayed.t)
    const reason = `${from} has a direct connection to ${to}, ${after} after a relayed one`
    return { state: 'holds', reason, evidence: [relayed.n, direct.n] }
  }
}
