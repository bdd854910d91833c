import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { routerName, selector } from '../values/selector.ts'
import { deadConnections } from './facts.ts'
import { anyNames, defineNetworkFault } from './fault.ts'

export const move = defineNetworkFault({
  summary: 'take nodes to another network',
  description:
    'The node leaves its network and joins the network behind the router `behind`, or the public internet. Its addresses change. Its connections hang, and no other node is told. With `for`, it comes back.',
  example: '- { at: 10m, fault: move, node: alice, behind: cafe, for: 10m }',
  alsoCalled: ['roam', 'change-network', 'switch-network', 'set-router'],
  instead: {
    to: 'write `behind: cafe`, the router of the new network',
    router: 'write `behind: cafe`',
    network: 'write `behind: cafe`, the router of the new network',
    gateway: 'write `behind: cafe`',
  },
  standsFor: 'a change of Wi-Fi, or a VPN that is switched on',
  describe: ({ node, behind }) =>
    `${listNames(node)} ${node.length > 1 ? 'move' : 'moves'} ${behind === null ? 'to the public internet' : `behind ${behind}`}`,
  fabrics: ['virtual', 'netns'],
  clocks: ['virtual', 'real'],
  reversible: 'latest-counts',
  draws: { unasked: true, keys: { behind: anyNames, for: '10s-1h' } },
  params: z.strictObject({
    node: selector(),
    behind: orNull(routerName()).meta({
      description: 'The router of its new network (default: none, the public internet)',
    }),
  }),
  asks: [],
  facts: ({ node }) => deadConnections(node),
  alters: (network, { node, behind }, now) => node.map((name) => network.move(name, behind, now)),
})
