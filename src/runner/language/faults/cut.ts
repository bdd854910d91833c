import * as z from 'zod'
import { describeEnds, ends, endsOf, refineEnds } from '../values/ends.ts'
import { describedMode } from './cut-mode.ts'
import { betweenEnds, defineFault, networkOf, reversible } from './fault.ts'

export const cut = defineFault({
  summary: 'cut the network between two groups',
  description:
    'Nothing passes any more between the nodes and routers of `between`, or, with `from`, `to` and `oneWay: true`, from the one to the other. A router stands for all that is behind it, but not for what passes within its own network. `blackhole` is a pulled cable or a dropping firewall: connections hang until somebody notices, and what was held arrives when the cut is healed, as TCP sends it again. `refuse` is a rejecting firewall: connections end at once, and new ones are refused.',
  example: '- { at: 10m, fault: cut, between: [alice, boot], mode: blackhole, for: 2m }',
  standsFor: 'a pulled cable, or a firewall',
  describe: ({ mode, ...given }) => `nothing passes ${describeEnds(given)} any more (${mode})`,
  fabrics: ['virtual'],
  clocks: ['virtual', 'real'],
  reversible: 'all-count',
  params: z.strictObject({ ...ends, mode: describedMode }).superRefine(refineEnds),
  asks: [],
  facts: ({ mode, ...given }) => ({
    takes: 0,
    ends: [],
    starts: [],
    libp2p: null,
    disconnects: null,
    silences: mode === 'blackhole' ? { between: betweenEnds(given), onlyDelays: true } : null,
    links: null,
    relays: null,
    unsettles: [],
  }),
  apply: async (context, { mode, ...given }) => {
    const rule = { ...endsOf(given), mode }
    return reversible(context, [networkOf(context).cut(rule, context.clock.now())])
  },
})
