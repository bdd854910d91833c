import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault } from './fault.ts'

export const stop = defineFault({
  summary: 'stop a node gracefully',
  description: 'The node closes its connections, and its process ends. It stays down until a `start`.',
  example: '- { at: 10s, fault: stop, node: boot }',
  alsoCalled: ['shutdown', 'shut-down', 'quit', 'exit', 'end'],
  instead: {
    for: 'a stopped node stays down: write `fault: restart` with `down: 5s`',
    down: 'a stopped node stays down: write `fault: restart`',
  },
  standsFor: 'an app that the user quits, a server that is shut down',
  describe: ({ node }) => `${listNames(node)} ${node.length > 1 ? 'stop' : 'stops'}`,
  fabrics: ['virtual', 'netns', 'host'],
  clocks: ['virtual', 'real'],
  reversible: false,
  draws: { unasked: false, keys: {} },
  params: z.strictObject({ node: selector(null, { running: true, relayInUse: true }) }),
  asks: [],
  facts: ({ node }) => ({
    takes: 0,
    ends: node,
    starts: [],
    libp2p: null,
    disconnects: null,
    silences: null,
    links: null,
    relays: null,
    unsettles: [],
  }),
  apply: async (context, { node }) => ({
    changes: [
      {
        what: 'nodes stopped',
        count: await countNodes(context, node, async (handle) => {
          if (handle.status === 'down') return false
          await handle.stop()
          return true
        }),
      },
    ],
    undo: null,
  }),
})
