import { z } from 'zod'
import type { Path } from '../events/event.ts'
import { orNull } from '../values/optional.ts'
import { refuseViaOnDirect } from '../values/refuse-via-on-direct.ts'
import { selector } from '../values/selector.ts'
import { defineExpectation, listNames, type Observation } from './expectation.ts'
import { formatPath, keyOf, pairsOf } from './pairs.ts'

export const connection = defineExpectation({
  summary: 'two nodes are connected, or not',
  description:
    'Looks at the connections that `from` has open to `to`, whoever dialled. `path` and `via` say which count. Nothing is dialled: for that there is `reachable`.',
  example: '- { at: 10s, expect: connection, from: alice, to: boot, state: open, path: direct }',
  fabrics: ['virtual', 'host'],
  params: z
    .strictObject({
      from: selector(null, { against: 'to' }),
      to: selector(),
      state: z.enum(['open', 'closed']).default('open').meta({ description: 'default open' }),
      path: orNull(z.enum(['direct', 'relayed'])).meta({
        description: 'Which connections count (default: all)',
      }),
      via: orNull(selector(['boot-node'])).meta({ description: 'Through which relay, for relayed ones' }),
    })
    .superRefine(refuseViaOnDirect),
  describe: ({ from, to, state, path }) =>
    `${listNames(from)} ${state === 'open' ? 'connected' : 'not connected'} to ${listNames(to)}${path === null ? '' : `, ${path}`}`,
  observe: ({ from, to, state, path, via }) => {
    const pairs = pairsOf(from, to)
    const open = new Map<string, Map<string, Path>>()
    const latest = new Map<string, number>()
    const counts = (candidate: Path) =>
      (path === null || candidate.kind === path) &&
      (via === null || (candidate.kind === 'relayed' && via.includes(candidate.relay)))
    const judge = (pair: { from: string; to: string }): Observation => {
      const key = keyOf(pair)
      const seen = [...(open.get(key)?.values() ?? [])]
      const last = latest.get(key)
      const holds = seen.some(counts) === (state === 'open')
      const how =
        seen.length === 0 ? 'has no connection to' : `is connected (${seen.map(formatPath).join(', ')}) to`
      return {
        state: holds ? 'holds' : 'fails',
        reason: `${pair.from} ${how} ${pair.to}`,
        evidence: last === undefined ? [] : [last],
      }
    }
    return {
      push: (event) => {
        if (event.kind === 'node-exited') {
          for (const pair of pairs) {
            if (pair.from !== event.node) continue
            open.delete(keyOf(pair))
            latest.set(keyOf(pair), event.n)
          }
          return true
        }
        if (event.kind !== 'connection-opened' && event.kind !== 'connection-closed') return false
        const key = keyOf({ from: event.node, to: event.peer })
        const connections = open.get(key) ?? new Map<string, Path>()
        if (event.kind === 'connection-opened') connections.set(event.connection, event.path)
        else connections.delete(event.connection)
        open.set(key, connections)
        latest.set(key, event.n)
        return true
      },
      state: () => {
        const all = pairs.map(judge)
        return all.find((one) => one.state !== 'holds') ?? all[0] ?? nothing
      },
    }
  },
  probe: null,
})

const nothing: Observation = { state: 'pending', reason: 'nothing to look at', evidence: [] }
