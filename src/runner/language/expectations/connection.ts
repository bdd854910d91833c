import * as z from 'zod'
import type { Path } from '../../../events/event.ts'
import { listNames, listOthers } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { refuseViaOnDirect } from '../values/refuse-via-on-direct.ts'
import { relayKinds, selector } from '../values/selector.ts'
import { defineExpectation, type Observation, type Pair } from './expectation.ts'
import { OpenConnections } from './open-connections.ts'
import { formatPath, pairsOf } from './pairs.ts'

export const connection = defineExpectation({
  summary: 'two nodes are connected, or not',
  description:
    'Looks at the connections that `from` has open to `to`, whichever side dialled. `path` and `via` select connections. Nothing is dialled; `reachable` dials.',
  example: '- { at: 10s, expect: connection, from: alice, to: boot, state: open, path: direct }',
  failsWhen: 'no node dialled, or the connection was closed',
  failsOtherwise: { state: { closed: 'a connection is still open, even if it is dead' } },
  fabrics: ['virtual', 'host'],
  params: z
    .strictObject({
      from: selector(null, { against: 'to' }),
      to: selector(),
      state: z.enum(['open', 'closed']).default('open').meta({ description: 'Wanted state (default open)' }),
      path: orNull(z.enum(['direct', 'relayed'])).meta({
        description: 'Connections that count (default: all)',
      }),
      via: orNull(selector(relayKinds)).meta({ description: 'The relay of the relayed ones' }),
    })
    .superRefine(refuseViaOnDirect),
  describe: ({ from, to, state, path, via }) => {
    const verb = `${from.length > 1 ? 'are' : 'is'}${state === 'open' ? '' : ' not'} connected`
    return `${listNames(from)} ${verb} to ${listOthers(to, from)}${path === null ? '' : `, ${path}`}${via === null ? '' : ` through ${listNames(via)}`}`
  },
  tellers: ({ from }) => [{ parameter: 'from', nodes: from }],
  neededNodes: ({ from, to, state }) => (state === 'open' ? [...from, ...to] : []),
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: ({ from, to, state, path }) =>
    state === 'open' && path !== 'relayed'
      ? pairsOf(from, to).flatMap((pair) => [
          { peer: pair.from, relay: pair.to },
          { peer: pair.to, relay: pair.from },
        ])
      : [],
  showsLoss: ({ state }) => state === 'closed',
  watchesRelay: () => false,
  observe: ({ from, to, state, path, via }) => {
    const pairs = pairsOf(from, to)
    const connections = new OpenConnections()
    const counts = (candidate: Path) =>
      (path === null || candidate.kind === path) &&
      (via === null || (candidate.kind === 'relayed' && via.includes(candidate.relay)))
    const judge = (pair: Pair): Observation => {
      const seen = connections.between(pair)
      const last = connections.evidence(pair)
      const holds = seen.some(counts) === (state === 'open')
      const how =
        seen.length === 0 ? 'has no connection to' : `is connected (${seen.map(formatPath).join(', ')}) to`
      return {
        state: holds ? 'holds' : 'fails',
        reason: `${pair.from} ${how} ${pair.to}`,
        evidence: last === 0 ? [] : [last],
      }
    }
    return {
      push: (event) => connections.push(event) !== null,
      state: () => {
        const all = pairs.map(judge)
        return all.find((one) => one.state !== 'holds') ?? all[0] ?? nothing
      },
    }
  },
  probe: null,
})

const nothing: Observation = { state: 'pending', reason: 'nothing to look at', evidence: [] }
