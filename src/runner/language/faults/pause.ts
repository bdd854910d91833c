import * as z from 'zod'
import { aspect, type ChangeEnd } from '../../../base/layers.ts'
import type { NodeHandle } from '../../simulation/node-handle.ts'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault } from './fault.ts'

/** True while a node is frozen. */
const isPaused = aspect<boolean>('pause of a node')

export const pause = defineFault({
  summary: 'freeze a node, its sockets kept open',
  description:
    'The process does nothing, while the operating system keeps its connections. `for`, `resume` or the end of the run wakes it. A node with several pauses at the same time wakes when the last of them ends.',
  example: '- { at: 1m, fault: pause, node: alice, for: 40s }',
  alsoCalled: ['freeze', 'suspend', 'sigstop', 'hang'],
  instead: {
    down: 'write `for: 5s`: a paused node is not down',
  },
  standsFor: 'a laptop that sleeps, an app that the system suspends, a stalled machine',
  describe: ({ node }) => `${listNames(node)} ${node.length > 1 ? 'freeze' : 'freezes'}`,
  fabrics: ['virtual', 'netns', 'host'],
  clocks: ['virtual', 'real'],
  reversible: 'all-count',
  draws: { unasked: true, keys: { for: '1s-30m' } },
  params: z.strictObject({ node: selector(null, { running: true, relayInUse: true }) }),
  asks: [],
  facts: ({ node }) => ({
    takes: 0,
    ends: [],
    starts: [],
    libp2p: null,
    disconnects: null,
    silences: { between: { kind: 'around', machines: node }, onlyDelays: true },
    links: null,
    relays: null,
    unsettles: [],
  }),
  apply: async (context, { node }) => {
    const endings = new Map<NodeHandle, () => ChangeEnd<boolean>>()
    const paused = await countNodes(context, node, (handle) => {
      const { status } = handle
      if (status !== 'running' && status !== 'paused') return false
      const pauses = context.layers.of(isPaused, handle)
      // A `resume` or the end of the process has ended earlier pauses.
      if (status === 'running') pauses.clear()
      endings.set(handle, pauses.add(true, false))
      if (status === 'running') handle.pause()
      return status === 'running'
    })
    return {
      changes: [{ what: 'nodes paused', count: paused }],
      undo: async () => {
        const resumed = await countNodes(context, node, (handle) => {
          const ending = endings.get(handle)?.()
          return ending?.kind === 'uncovered' && !ending.state && wake(handle)
        })
        return [{ what: 'nodes resumed', count: resumed }]
      },
    }
  },
})

/** Lets a paused node go on. Returns false when it is not paused. */
export function wake(handle: NodeHandle): boolean {
  if (handle.status !== 'paused') return false
  handle.resume()
  return true
}
