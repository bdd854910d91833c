import * as z from 'zod'
import { listMachines } from '../values/list-names.ts'
import { alsoCalled } from '../values/other-words.ts'
import { selectorList } from '../values/selector.ts'
import { describedMode } from './cut-mode.ts'
import { defineNetworkFault } from './fault.ts'

export const partition = defineNetworkFault({
  summary: 'split the network into groups',
  description:
    'The nodes of a group reach each other, and nodes that are in no group. They do not reach another group. A router stands for all nodes behind it. `mode` has the same meaning as for `cut`.',
  example: '- { at: 10m, fault: partition, groups: [[alice, boot], bob], for: 5m }',
  alsoCalled: ['network-partition', 'split', 'netsplit', 'split-brain'],
  instead: {
    between: 'write `groups: [alice, boot]`',
    node: 'write `groups: [alice, boot]`, or `fault: cut` with `between: [alice, "*"]` for one node',
    peer: 'write `groups: [alice, boot]`, or `fault: cut` with `between: [alice, "*"]` for one node',
    from: 'a partition has no direction: write `fault: cut` with `from`, `to` and `oneWay: true`',
  },
  standsFor: 'a broken route, a provider that fails',
  describe: ({ groups, mode }) => `the network splits into ${groups.map(listMachines).join(' | ')} (${mode})`,
  fabrics: ['virtual', 'netns'],
  clocks: ['virtual', 'real'],
  reversible: 'all-count',
  draws: { unasked: true, keys: { mode: ['blackhole', 'refuse'], for: '1s-30m' } },
  params: z.strictObject({
    groups: alsoCalled(
      selectorList({ scope: 'machines', relayInUse: true }).meta({
        description: 'Two or more groups of nodes and routers: [[alice, boot], bob-*]',
      }),
      ['sides', 'nodes', 'parts'],
    ),
    mode: describedMode,
  }),
  asks: [],
  facts: ({ groups, mode }) => ({
    takes: 0,
    ends: [],
    starts: [],
    libp2p: null,
    disconnects: null,
    silences: mode === 'blackhole' ? { between: { kind: 'groups', groups }, onlyDelays: true } : null,
    links: null,
    relays: null,
    unsettles: [],
  }),
  alters: (network, { groups, mode }, now) => [network.partition(groups, now, mode)],
})
