import * as z from 'zod'
import { conflict } from '../values/conflict.ts'
import { listNames, listOthers } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { refuseViaOnDirect } from '../values/refuse-via-on-direct.ts'
import { relayKinds, selector } from '../values/selector.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation, type Pair, type ProbeContext } from './expectation.ts'
import { type ConnectionOpened, isLimited, OpenConnections } from './open-connections.ts'
import { formatPath, pairsOf } from './pairs.ts'
import { Pings, pingPairs } from './pings.ts'

export const connection = defineExpectation({
  summary: 'two nodes are connected, or not',
  description:
    'Looks at the connections that the first node of `between` has open to the second, whichever side dialled. `from` and `to` in place of `between` name them, too. `path` and `via` select connections. Nothing is dialled; `reachable` dials. A connection can look open to both sides and be dead, as when a NAT has forgotten it. With `answers: true` each connection that counts must answer a ping, which goes over that very connection.',
  example: '- { at: 10s, expect: connection, between: [alice, boot], state: open, path: direct }',
  alsoCalled: ['connected', 'connects', 'connect'],
  meantWith: { disconnected: 'state: closed', disconnects: 'state: closed', unconnected: 'state: closed' },
  opposite: '`expect: connection` with `state: closed`',
  pair: ['from', 'to'],
  failsWhen: 'nobody dialled, it was closed, or it is dead and `answers: true` asks it',
  failsOtherwise: { state: { closed: 'a connection is still open, even if it is dead' } },
  fabrics: ['virtual', 'netns', 'host'],
  params: z
    .strictObject({
      from: selector(null, { against: 'to', relayInUse: true }),
      to: selector(null, { relayInUse: true }),
      state: z.enum(['open', 'closed']).default('open').meta({ description: 'Wanted state (default open)' }),
      path: orNull(z.enum(['direct', 'relayed'])).meta({
        description: 'Connections that count (default: all)',
      }),
      via: orNull(selector(relayKinds, { relayInUse: true })).meta({
        description: 'Through which relay, for relayed ones, also as relay-of(alice)',
      }),
      limited: orNull(z.boolean()).meta({
        description:
          'Limited connections only (true: a relay may end them by its limits of time and bytes), or those without limits (false) (default: all)',
      }),
      answers: z.boolean().default(false).meta({
        description: 'Whether each of these connections must also answer a ping (default false)',
      }),
    })
    .superRefine(refuseViaOnDirect)
    .superRefine(({ state, answers }, context) => {
      if (answers && state === 'closed')
        context.addIssue(
          conflict(
            'answers',
            '`answers` asks an open connection, so it needs `state: open`',
            'remove one of them',
            'state',
          ),
        )
    }),
  describe: ({ from, to, state, path, via, limited, answers }) => {
    const verb = `${from.length > 1 ? 'are' : 'is'}${state === 'open' ? '' : ' not'} connected`
    return `${listNames(from)} ${verb} to ${listOthers(to, from)}${path === null ? '' : `, ${path}`}${via === null ? '' : ` through ${listNames(via)}`}${limited === null ? '' : limited ? ', with limits' : ', without limits'}${answers ? `, and ${from.length + to.length > 2 ? 'the connections answer' : 'the connection answers'}` : ''}`
  },
  tellers: ({ from }) => [{ parameter: 'from', nodes: from }],
  neededNodes: ({ from, to, state }) => (state === 'open' ? [...from, ...to] : []),
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: ({ from, to, state, path, answers }) =>
    state === 'open' && path !== 'relayed' && !answers
      ? pairsOf(from, to).flatMap((pair) => [
          { peer: pair.from, relay: pair.to },
          { peer: pair.to, relay: pair.from },
        ])
      : [],
  showsLoss: ({ state, answers }) => state === 'closed' || answers,
  watchesRelay: () => false,
  observe: ({ from, to, state, path, via, limited = null, answers }, entry) => {
    const pairs = pairsOf(from, to)
    const connections = new OpenConnections()
    const pings = new Pings(entry)
    const counts = (candidate: ConnectionOpened) =>
      (path === null || candidate.path.kind === path) &&
      (via === null || (candidate.path.kind === 'relayed' && via.includes(candidate.path.relay))) &&
      (limited === null || isLimited(candidate) === limited)
    const judge = (pair: Pair): Observation => {
      const seen = connections.between(pair)
      const last = connections.evidence(pair)
      const isOpen = seen.some(counts)
      const holds = isOpen === (state === 'open')
      if (isOpen && answers) return pings.judge(pair)
      const how =
        seen.length === 0
          ? 'has no connection to'
          : `is connected (${seen.map(formatConnection).join(', ')}) to`
      return {
        state: holds ? 'holds' : 'fails',
        reason: `${pair.from} ${how} ${pair.to}`,
        evidence: last === 0 ? [] : [last],
      }
    }
    return {
      push: (event) => {
        const isAboutConnections = connections.push(event) !== null
        const isPing = pings.push(event)
        // A ping says nothing about a connection that is opened after it.
        const isNews = isPing || isAboutConnections
        if (answers && isNews)
          for (const pair of pairs) if (!connections.between(pair).some(counts)) pings.forget(pair)
        return isNews
      },
      state: () => combine(pairs.map(judge)),
    }
  },
  asksWith: 'answers',
  probe: (context: ProbeContext, { from, to, path, via }) =>
    pingPairs(context, { pairs: pairsOf(from, to), paths: path ?? (via === null ? 'any' : 'relayed'), via }),
})

function formatConnection(opened: ConnectionOpened): string {
  const path = formatPath(opened.path)
  return opened.unlimited === true ? `${path} without limits` : path
}
