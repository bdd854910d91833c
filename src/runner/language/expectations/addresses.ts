import * as z from 'zod'
import { ipOf, relayIn } from '../../../base/multiaddr-text.ts'
import type { TopoEvent } from '../../../events/event.ts'
import { conflict } from '../values/conflict.ts'
import { duration } from '../values/duration.ts'
import { rangeOf } from '../values/ip-address.ts'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { refuseViaOnDirect } from '../values/refuse-via-on-direct.ts'
import { relayKinds, selector } from '../values/selector.ts'
import { advertisedAfter } from './advertised-after.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation } from './expectation.ts'
import { describeGapLimit, Gaps } from './gaps.ts'
import type { Measures } from './measures.ts'

const params = z
  .strictObject({
    node: selector(),
    path: orNull(z.enum(['direct', 'relayed'])).meta({
      description: 'Addresses that count (default: all that other nodes can dial)',
    }),
    via: orNull(selector(relayKinds, { relayInUse: true })).meta({
      description: 'The relay of the relayed ones, also as relay-of(alice)',
    }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .meta({ description: 'Wanted state (default present)' }),
    longestGap: orNull(duration).meta({
      description: 'Longest time without an address since the first one',
    }),
  })
  .superRefine(refuseViaOnDirect)
  .superRefine(({ state, longestGap }, context) => {
    if (state === 'absent' && longestGap !== null)
      context.addIssue(
        conflict(
          'longestGap',
          '`longestGap` measures the presence of an address, so it needs `state: present`',
          'remove one of them',
          'state',
        ),
      )
  })

type Params = z.output<typeof params>

export const addresses = defineExpectation({
  summary: 'a node advertises an address, or none',
  description:
    'Looks at the addresses that `node` advertised last. Relayed ones go through a relay. Direct ones count when other nodes can dial them: not loopback, private, shared or link-local ones. A node that is down advertises none.',
  example: '- { at: 1m, expect: addresses, node: alice, path: relayed, via: boot, longestGap: 30s }',
  alsoCalled: ['address', 'advertises', 'multiaddrs', 'listen-addresses'],
  opposite: '`expect: addresses` with `state: absent`',
  failsWhen: 'the node has no address that others can dial',
  failsOtherwise: { state: { absent: 'the node goes on advertising one' } },
  fabrics: ['virtual', 'netns', 'host'],
  params,
  describe: ({ node, path, via, state, longestGap }) => {
    const verb = node.length > 1 ? 'advertise' : 'advertises'
    const what = `${state === 'present' ? 'an' : 'no'} address`
    const gap = describeGapLimit(longestGap)
    return `${listNames(node)} ${verb} ${what}${path === null ? '' : `, ${path}`}${via === null ? '' : ` through ${listNames(via)}`}${gap}`
  },
  tellers: () => [],
  neededNodes: ({ node, state }) => (state === 'present' ? node : []),
  neededReservations: ({ node, path, via, state }) =>
    state === 'present' && (path === 'relayed' || via !== null) ? [{ peers: node, relays: via }] : [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: ({ node, state, path, via, longestGap }) =>
    state === 'present' && path === 'relayed' && longestGap === null
      ? node.flatMap((peer) => (via ?? [null]).map((relay) => ({ peer, relay })))
      : [],
  showsLoss: ({ state }) => state === 'absent',
  watchesRelay: () => false,
  observe: (wanted) => {
    const peerIds = new Map<string, string>()
    const nodes = new Map(wanted.node.map((name) => [name, new Advertised(name)]))
    return {
      push: (event) => {
        if (event.kind === 'node-ready') peerIds.set(event.node, event.peerId)
        const advertised = advertisedAfter(event)
        if (advertised === null || !('node' in event)) return event.kind === 'node-ready'
        nodes.get(event.node)?.take(counting(advertised, wanted, peerIds), event)
        return true
      },
      state: () => combine([...nodes.values()].map((one) => one.judge(wanted))),
      measures: (now): Measures =>
        wanted.state === 'absent'
          ? {}
          : { 'longest-gap': Math.max(...[...nodes.values()].map((one) => one.longestGap(now))) },
    }
  },
  probe: null,
})

/** The addresses of one node that count. */
class Advertised {
  readonly #name: string
  readonly #gaps = new Gaps()
  #counting: readonly string[] = []
  #evidence: readonly number[] = []

  constructor(name: string) {
    this.#name = name
  }

  take(counting: readonly string[], { n, t }: TopoEvent): void {
    this.#counting = counting
    this.#evidence = [n]
    this.#gaps.push(counting.length > 0, t)
  }

  longestGap(now: number): number {
    return this.#gaps.longestAt(now)
  }

  judge({ state, path, via, longestGap }: Params): Observation {
    const present = this.#counting.length > 0
    const kind = `${path === null ? '' : `${path} `}address${via === null ? '' : ` through ${listNames(via)}`}`
    const what = present ? this.#counting.join(', ') : `no ${kind}`
    const gap = state === 'present' ? this.#gaps.describe(longestGap) : ''
    const holds = present === (state === 'present') && this.#gaps.areWithin(longestGap)
    return {
      state: holds ? 'holds' : 'fails',
      reason: `${this.#name} advertises ${what}${gap}`,
      evidence: this.#evidence,
    }
  }
}

function counting(
  advertised: readonly string[],
  { path, via }: Params,
  peerIds: ReadonlyMap<string, string>,
): readonly string[] {
  const relays = via?.map((name) => peerIds.get(name) ?? name) ?? null
  return advertised.filter((address) => {
    const relay = relayIn(address)
    if (relay === undefined) return path !== 'relayed' && via === null && canBeDialled(address)
    return path !== 'direct' && (relays === null || relays.includes(relay))
  })
}

function canBeDialled(multiaddr: string): boolean {
  const address = ipOf(multiaddr)
  return address === undefined || rangeOf(address).scope === 'public'
}
