import * as z from 'zod'
import { describeEnds, ends, endsOf, insteadOfEnds, refineEnds } from '../values/ends.ts'
import { describedMode } from './cut-mode.ts'
import { anyNames, betweenEnds, defineNetworkFault } from './fault.ts'

export const cut = defineNetworkFault({
  summary: 'cut the network between two groups',
  description:
    'Nothing passes between the nodes and routers of `between`. With `from`, `to` and `oneWay: true`, nothing passes from `from` to `to`. A router stands for all nodes behind it; traffic within its own network still passes. `blackhole` is a pulled cable, or a firewall that drops packets: connections hang until a node notices. After the cut TCP sends the held data again. `refuse` is a firewall that rejects: connections end at once, and new ones are refused.',
  example: '- { at: 10m, fault: cut, between: [alice, boot], mode: blackhole, for: 2m }',
  alsoCalled: ['block', 'blackhole', 'firewall', 'isolate', 'unplug', 'drop'],
  instead: insteadOfEnds,
  standsFor: 'a pulled cable, or a firewall',
  describe: ({ mode, ...given }) => `nothing passes ${describeEnds(given)} any more (${mode})`,
  fabrics: ['virtual', 'netns'],
  clocks: ['virtual', 'real'],
  reversible: 'all-count',
  draws: { unasked: true, keys: { between: anyNames, mode: ['blackhole', 'refuse'], for: '1s-30m' } },
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
  alters: (network, { mode, ...given }, now) => [network.cut({ ...endsOf(given), mode }, now)],
})
