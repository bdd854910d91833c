import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault, type FaultContext } from './fault.ts'

export const resume = defineFault({
  summary: 'wake a paused node',
  description: 'Lets a node go on that `pause` froze.',
  example: '- { at: 2m, fault: resume, node: alice }',
  standsFor: 'a laptop that is opened again',
  describe: ({ node }) => `${listNames(node)} ${node.length > 1 ? 'wake' : 'wakes'}`,
  fabrics: ['virtual', 'host'],
  reversible: false,
  params: z.strictObject({ node: selector(null, { running: true }) }),
  apply: async (context, { node }) => ({
    changes: [{ what: 'nodes resumed', count: await resumeNodes(context, node) }],
    undo: null,
  }),
})

export function resumeNodes(context: FaultContext, names: readonly string[]): Promise<number> {
  return countNodes(context, names, (handle) => {
    if (handle.status !== 'paused') return false
    handle.resume()
    return true
  })
}
