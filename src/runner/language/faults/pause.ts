import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault } from './fault.ts'
import { endPause, pauseNode } from './pauses.ts'

export const pause = defineFault({
  summary: 'freeze a node, its sockets kept open',
  description:
    'The process does nothing any more, while the operating system keeps its connections. `for` or `resume` wakes it; the end of the run does in any case. Of pauses that overlap, the last to end wakes it.',
  example: '- { at: 1m, fault: pause, node: alice, for: 40s }',
  standsFor: 'a laptop that sleeps, an app that the system naps, a stalled machine',
  describe: ({ node }) => `${listNames(node)} ${node.length > 1 ? 'freeze' : 'freezes'}`,
  fabrics: ['virtual', 'host'],
  reversible: true,
  params: z.strictObject({ node: selector(null, { running: true }) }),
  apply: async (context, { node }) => {
    const pause = {}
    const paused = await countNodes(context, node, (handle) => pauseNode(handle, pause))
    return {
      changes: [{ what: 'nodes paused', count: paused }],
      undo: async () => {
        const resumed = await countNodes(context, node, (handle) => endPause(handle, pause))
        return [{ what: 'nodes resumed', count: resumed }]
      },
    }
  },
})
