import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault } from './fault.ts'

export const kill = defineFault({
  summary: 'end a node without warning',
  description:
    'The process ends at once, as in a crash. libp2p says goodbye to no other node, but the operating system closes its connections: with an end (FIN), or with a reset (RST) where the process had not read all data. So others notice at once. It stays down until a `start`. For a machine that says nothing, see `power-loss`.',
  example: '- { at: 10s, fault: kill, node: boot }',
  alsoCalled: ['crash', 'sigkill', 'terminate', 'die', 'oom', 'fail', 'failure'],
  instead: {
    for: 'a killed node stays down: write `fault: restart` with `how: kill` and `down: 5s`',
    down: 'a killed node stays down: write `fault: restart` with `how: kill`',
  },
  standsFor: 'a crash, `kill -9`, or a system that runs out of memory',
  describe: ({ node }) => `${listNames(node)} ${node.length > 1 ? 'are' : 'is'} killed`,
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
