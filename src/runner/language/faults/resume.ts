import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { noFacts } from './facts.ts'
import { countNodes, defineFault } from './fault.ts'
import { wake } from './pause.ts'

export const resume = defineFault({
  summary: 'wake a paused node',
  description: 'Wakes a node that `pause` froze, and ends all its pauses.',
  example: '- { at: 2m, fault: resume, node: alice }',
  alsoCalled: ['unfreeze', 'continue', 'unpause', 'sigcont'],
  standsFor: 'a laptop that is opened again',
  describe: ({ node }) => `${listNames(node)} ${node.length > 1 ? 'wake' : 'wakes'}`,
  fabrics: ['virtual', 'netns', 'host'],
  clocks: ['virtual', 'real'],
  reversible: false,
  draws: { unasked: false, keys: {} },
  params: z.strictObject({ node: selector(null, { running: true }) }),
  asks: [],
  facts: () => noFacts,
  idle: ({ node }, others) => {
    const paused = others.flatMap(({ silences }) =>
      silences?.between.kind === 'around' ? silences.between.machines : [],
    )
    return node.some((name) => paused.includes(name))
      ? null
      : { message: `nothing pauses ${listNames(node)}`, hint: 'put a `fault: pause` before it, or remove it' }
  },
  apply: async (context, { node }) => ({
    changes: [{ what: 'nodes resumed', count: await countNodes(context, node, wake) }],
    undo: null,
  }),
})
