import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault, startNode } from './fault.ts'

export const start = defineFault({
  summary: 'start a node',
  description:
    'Starts a node that was stopped or killed, or that has `start: manual`. It has the same identity and, on fabric host, the same ports as before.',
  example: '- { at: 30s, fault: start, node: boot }',
  alsoCalled: ['boot', 'launch', 'bring-up'],
  standsFor: 'an app that the user opens, a server that comes back',
  describe: ({ node }) => `${listNames(node)} ${node.length > 1 ? 'start' : 'starts'}`,
  fabrics: ['virtual', 'netns', 'host'],
  clocks: ['virtual', 'real'],
  reversible: false,
  draws: { unasked: false, keys: {} },
  params: z.strictObject({ node: selector() }),
  asks: [],
  facts: ({ node }) => ({
    takes: 0,
    ends: [],
    starts: node,
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
        what: 'nodes started',
        count: await countNodes(context, node, async (handle) => {
          if (handle.status !== 'down') return false
          await startNode(context, handle)
          return true
        }),
      },
    ],
    undo: null,
  }),
})
