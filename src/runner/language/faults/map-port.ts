import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { port } from '../values/port.ts'
import { nodeReference, selector } from '../values/selector.ts'
import { noFacts } from './facts.ts'
import { defineFault, networkOf } from './fault.ts'
import { changePorts, told } from './port-change.ts'

export const mapPort = defineFault({
  summary: 'a router maps a port to a node',
  description:
    'The router maps its port `external` to the node `to`, which is directly behind it: from now on it lets everybody in to that port. A mapping of this port to another node ends. The node’s host hears of it, and advertises the address when AutoNAT has confirmed it. js-libp2p’s AutoNAT v2 asks when a connection opens, and in a random walk of Kademlia. A peer that opens no new connection asks nobody. Make it open one with `disconnect` or `dial`. With `told: false` it hears nothing before its next start.',
  example: '- { at: 10m, fault: map-port, router: home, external: 4001, to: alice, for: 1h }',
  alsoCalled: ['port-forward', 'forward-port', 'open-port'],
  standsFor: 'a lease that a node gets by UPnP, or a port forward that a user adds',
  describe: ({ router, external, to, port: inner }) =>
    `${listNames(router)} ${router.length > 1 ? 'map' : 'maps'} port ${external} to ${to}${inner === null || inner === external ? '' : ` (port ${inner})`}`,
  fabrics: ['virtual', 'netns'],
  clocks: ['virtual', 'real'],
  reversible: 'latest-counts',
  draws: { unasked: false, keys: { for: '1m-1h' } },
  params: z.strictObject({
    router: selector(null, { scope: 'nats' }),
    external: port.meta({ description: 'The port of the router that is open from outside' }),
    to: nodeReference('The target: a node directly behind the router'),
    port: orNull(port).meta({ description: 'Its port (default: the same)' }),
    told,
  }),
  asks: [],
  facts: () => noFacts,
  apply: async (context, { router, external, to, port: inner, told: isTold }) => {
    const target = { host: to, port: inner ?? external }
    return changePorts(context, isTold, () =>
      router.map((name) => networkOf(context).mapPort(name, external, target)),
    )
  },
})
