import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault } from './fault.ts'
import { resumeNodes } from './resume.ts'

export const pause = defineFault({
  summary: 'freeze a node, its sockets kept open',
  description:
    'The process does nothing any more, while the operating system keeps its connections. `for` or `resume` wakes it; the end of the run does in any case.',
  example: '- { at: 1m, fault: pause, node: alice, for: 40s }',
  standsFor: 'a laptop that sleeps, an app that the system naps, a stalled machine',
  describe: ({ node }) => `${listNames(node)} ${node.length > 1 ? 'freeze' : 'freezes'}`,
  fabrics: ['virtual', 'host'],
  reversible: true,
  params: z.strictObject({ node: selector(null, { running: true }) }),
  apply: async (context, { node }) => ({
    changes: [
      {
        what: 'nodes paused',
        count: await countNodes(context, node, (handle) => {
          if (handle.status !== 'running') return false
          handle.pause()
          return true
        }),
      },
    ],
    undo: async () => [{ what: 'nodes resumed', count: await resumeNodes(context, node) }],
  }),
})
