import * as z from 'zod'
import { describeEnds, ends, endsOf, insteadOfEnds, refineEnds } from '../values/ends.ts'
import {
  describeQualities,
  hasQuality,
  linkQualities,
  needQuality,
  qualitiesOf,
} from '../values/link-quality.ts'
import { anyNames, defineNetworkFault } from './fault.ts'

export const link = defineNetworkFault({
  summary: 'change latency, jitter, bandwidth or loss of links',
  description:
    'Links between the nodes and routers of `between` (or from `from` to `to`, with `oneWay: true`) change while connections stay open. A quality that is left out stays as it is. Data that is under way keeps its time of arrival.',
  example: '- { at: 10m, fault: link, between: [alice, "*"], latency: 800ms, loss: "5%", for: 5m }',
  alsoCalled: [
    'latency',
    'delay',
    'packet-loss',
    'loss',
    'jitter',
    'bandwidth',
    'throttle',
    'degrade',
    'netem',
    'slow-down',
    'slow',
    'drop-packets',
  ],
  instead: insteadOfEnds,
  standsFor: 'a mobile network that gets worse, a congested line',
  describe: (params) => `links ${describeEnds(params)} get ${describeQualities(qualitiesOf(params))}`,
  fabrics: ['virtual', 'netns'],
  clocks: ['virtual', 'real'],
  reversible: 'latest-counts',
  draws: {
    unasked: true,
    keys: { between: anyNames, latency: '50ms-5s', loss: ['0%', '1%', '10%'], for: '10s-30m' },
  },
  params: z.strictObject({ ...ends, ...linkQualities }).superRefine((params, context) => {
    refineEnds(params, context)
    if (!hasQuality(params)) needQuality(context)
  }),
  asks: [],
  facts: ({ latency, jitter, between, from, to, oneWay }) => ({
    takes: 0,
    ends: [],
    starts: [],
    libp2p: null,
    disconnects: null,
    silences: null,
    links: { ends: { between, from, to, oneWay }, slowest: (latency ?? 0) + (jitter ?? 0) },
    relays: null,
    unsettles: [],
  }),
  alters: (network, params, now) => {
    const { from, to, oneWay } = endsOf(params)
    const pairs = from.flatMap((left) =>
      to.filter((right) => right !== left || left === '*').map((right) => ({ from: left, to: right })),
    )
    return pairs.map((pair) => network.setLink({ ...pair, oneWay, ...qualitiesOf(params) }, now))
  },
})
