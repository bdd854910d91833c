import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault } from './fault.ts'

export const kill = defineFault({
  summary: 'end a node without warning',
  description:
    'The process ends at once, as in a crash. It tells no other node, and the operating system closes its connections. It stays down until a `start`.',
  example: '- { at: 10s, fault: kill, node: boot }',
  standsFor: 'a crash, or a machine that loses power',
  describe: ({ node }) => `${listNames(node)} ${node.length > 1 ? 'are' : 'is'} killed`,
  fabrics: ['virtual', 'host'],
  clocks: ['virtual', 'real'],
  reversible: false,
  params: z.strictObject({ node: selector(null, { running: true }) }),
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
        what: 'nodes killed',
        count: await countNodes(context, node, async (handle) => {
          if (handle.status === 'down') return false
          await handle.kill()
          return true
        }),
      },
    ],
    undo: null,
  }),
})
