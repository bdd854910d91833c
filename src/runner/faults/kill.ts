import { z } from 'zod'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault } from './fault.ts'

export const kill = defineFault({
  summary: 'end a node without warning',
  description:
    'The process ends at once, as in a crash: nothing is said to anybody, the operating system closes its connections. It stays down until a `start`.',
  example: '- { at: 10s, fault: kill, node: boot }',
  fabrics: ['virtual', 'host'],
  reversible: false,
  params: z.strictObject({ node: selector(null, { running: true }) }),
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
