import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault } from './fault.ts'

export const powerLoss = defineFault({
  summary: 'cut the power of the machines of nodes',
  description:
    'The process ends, and its machine says nothing: no end and no reset. Connections to it look open until a keepalive fails, or until the other side sends data after the machine is up again. It stays down until a `start`.',
  example: '- { at: 10s, fault: power-loss, node: boot }',
  alsoCalled: ['power-off', 'power-failure', 'power-cut', 'blackout'],
  instead: {
    for: 'the node stays down: write `fault: restart` with `how: power-loss` and `down: 5s`',
    down: 'the node stays down: write `fault: restart` with `how: power-loss`',
  },
  standsFor: 'a machine that loses power, a crashed kernel, a virtual machine that is deleted',
  describe: ({ node }) =>
    `the ${node.length > 1 ? 'machines' : 'machine'} of ${listNames(node)} ${node.length > 1 ? 'lose' : 'loses'} power`,
  fabrics: ['virtual', 'netns'],
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
    silences: { between: { kind: 'around', machines: node }, onlyDelays: false },
    links: null,
    relays: null,
    unsettles: [],
  }),
  apply: async (context, { node }) => ({
    changes: [
      {
        what: 'machines without power',
        count: await countNodes(context, node, async (handle) => {
          if (handle.status === 'down') return false
          await handle.kill('power-loss')
          return true
        }),
      },
    ],
    undo: null,
  }),
})
