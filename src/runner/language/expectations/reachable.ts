import * as z from 'zod'
import type { Path } from '../../../events/event.ts'
import { listNames, listOthers } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { refuseViaOnDirect } from '../values/refuse-via-on-direct.ts'
import { relayKinds, selector } from '../values/selector.ts'
import { defineExpectation } from './expectation.ts'
import {
  formatPath,
  observePairs,
  type PairJudgement,
  type ProbeAnswer,
  pairsOf,
  probePairs,
} from './pairs.ts'

const params = z
  .strictObject({
    from: selector(null, { against: 'to', running: true }),
    to: selector(),
    path: orNull(z.enum(['direct', 'relayed'])).meta({ description: 'Path that counts (default: any)' }),
    via: orNull(selector(relayKinds, { relayInUse: true })).meta({
      description: 'Relay of relayed paths, also as relay-of(alice)',
    }),
  })
  .superRefine(refuseViaOnDirect)

type Params = z.output<typeof params>

export const reachable = defineExpectation({
  summary: 'every `from` can reach every `to`',
  description:
    'Each `from` dials each `to` afresh, as its application does: one dial of all the addresses that `to` advertises at that moment and no others, in the order of the host, with its own transports, settings and timeouts. Then it pings. An existing connection is not used, so it cannot hide a broken relay. With `path: direct` or `path: relayed` that one dial is of the direct or the relayed addresses only, with `via` of those through these relays. The verdict is unknown where topo cannot dial as the node does ([own nodes](own-nodes.md#module)).',
  example: '- { at: 10s, expect: reachable, from: bob, to: alice, path: relayed, via: boot, within: 5s }',
  alsoCalled: ['can-reach', 'reaches', 'ping', 'dialable', 'connectable'],
  meantWith: { relayed: 'path: relayed', direct: 'path: direct' },
  opposite: '`expect: unreachable`',
  instead: {
    between: 'it has a direction: write `from: alice` and `to: bob`',
  },
  failsWhen:
    'the target advertises no address, the relay refuses or has forgotten its reservation, or a NAT blocks the dial',
  fabrics: ['virtual', 'netns', 'host'],
  params,
  describe: ({ from, to, path, via }) =>
    `${listNames(from)} ${from.length > 1 ? 'reach' : 'reaches'} ${listOthers(to, from)}${path === null ? '' : `, ${path}`}${via === null ? '' : ` through ${listNames(via)}`}`,
  tellers: ({ from }) => [{ parameter: 'from', nodes: from }],
  neededNodes: ({ from, to }) => [...from, ...to],
  neededReservations: ({ to, path, via }) =>
    path === 'relayed' || via !== null ? [{ peers: to, relays: via }] : [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: ({ to, path }) => (path === 'direct' ? [] : to),
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => false,
  watchesRelay: () => false,
  observe: (wanted, entry) =>
    observePairs(entry, pairsOf(wanted.from, wanted.to), (probe) => judge(probe, wanted)),
  probe: (context, wanted) =>
    probePairs(context, {
      pairs: pairsOf(wanted.from, wanted.to),
      paths: wanted.path ?? (wanted.via === null ? 'any' : 'relayed'),
      via: wanted.via,
      judge: (probe) => judge(probe, wanted),
      isLateFailure: true,
    }),
})

function judge(probe: ProbeAnswer, wanted: Params): PairJudgement {
  if (probe.outcome === 'untold') return { state: 'undetermined', reason: probe.reason }
  if (probe.outcome === 'not-reached') {
    return { state: 'fails', reason: `${probe.from} could not reach ${probe.to}: ${probe.reason}` }
  }
  const seen = probe.paths.map(formatPath).join(' and ')
  return probe.paths.some((path) => matches(path, wanted))
    ? { state: 'holds', reason: `${probe.from} reached ${probe.to} ${seen}` }
    : { state: 'fails', reason: `${probe.from} reached ${probe.to} only ${seen}` }
}

function matches(path: Path, wanted: Params): boolean {
  if (wanted.path !== null && path.kind !== wanted.path) return false
  return wanted.via === null || (path.kind === 'relayed' && wanted.via.includes(path.relay))
}
