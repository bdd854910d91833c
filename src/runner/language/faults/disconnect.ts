import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { countFrom, defineFault } from './fault.ts'

export const disconnect = defineFault({
  summary: 'close the connections between two nodes',
  description:
    'Both nodes of `between` lose their connections to each other, direct and relayed: the first one closes them. They may connect again. `node` and `from` in place of `between` say which side closes.',
  example: '- { at: 20s, fault: disconnect, between: [boot, alice] }',
  alsoCalled: ['close-connection', 'hang-up', 'drop-connection', 'close'],
  instead: {
    to: 'write `between: [alice, boot]`, or `node` and `from` for the side that closes',
    for: 'it closes connections once: write `fault: cut` with `for: 10s` to keep them closed',
  },
  pair: ['node', 'from'],
  standsFor: 'a connection manager that closes surplus connections, or a program that hangs up',
  describe: ({ node, from }) =>
    `${listNames(node)} ${node.length > 1 ? 'close their' : 'closes its'} connections to ${listNames(from)}`,
  fabrics: ['virtual', 'netns', 'host'],
  clocks: ['virtual', 'real'],
  reversible: false,
  draws: { unasked: true, keys: {} },
  params: z.strictObject({
    node: selector(null, { against: 'from', running: true, relayInUse: true }),
    from: selector(null, { relayInUse: true }),
  }),
  asks: ['node'],
  facts: ({ node, from }) => ({
    takes: 0,
    ends: [],
    starts: [],
    libp2p: null,
    disconnects: { kind: 'sides', left: node, right: from },
    silences: null,
    links: null,
    relays: null,
    unsettles: [],
  }),
  apply: async (context, { node, from }) => {
    const counts = await Promise.all(
      node.map((name) => {
        const peerIds = from.filter((other) => other !== name).map((other) => context.node(other).peerId)
        return countFrom(context, name, async (one) => (await one.request('disconnect', { peerIds })).closed)
      }),
    )
    return {
      changes: [{ what: 'connections closed', count: counts.reduce((sum, count) => sum + count, 0) }],
      undo: null,
    }
  },
})
