import { z } from 'zod'
import { duration } from '../values/duration.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault } from './fault.ts'

export const restart = defineFault({
  summary: 'stop a node and start it again',
  description:
    'The node ends (gracefully, or with `how: kill` as in a crash), stays down for `down`, and comes back with the same identity and addresses. What it held in memory is gone: for a relay, all reservations.',
  example: '- { at: 30m, fault: restart, node: boot, down: 20s }',
  fabrics: ['virtual', 'host'],
  reversible: false,
  params: z.strictObject({
    node: selector(null, { running: true }),
    down: duration.prefault('1s').meta({ description: 'How long the node stays down (default 1s)' }),
    how: z.enum(['stop', 'kill']).default('stop').meta({ description: 'How it ends (default stop)' }),
  }),
  apply: async (context, { node, down, how }) => {
    const restarted = await countNodes(context, node, async (handle) => {
      if (handle.status === 'down') return false
      await handle[how]()
      await context.clock.sleepUntil(context.clock.now() + down, context.signal)
      await handle.start()
      return true
    })
    return { changes: [{ what: 'nodes restarted', count: restarted }], undo: null }
  },
})
