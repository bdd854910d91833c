import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { port } from '../values/port.ts'
import { selector } from '../values/selector.ts'
import { noFacts } from './facts.ts'
import { defineFault, networkOf } from './fault.ts'
import { changePorts, told } from './port-change.ts'

export const unmapPort = defineFault({
  summary: 'a router removes a port mapping',
  description:
    'The router removes the mapping of its port `external`, of `ports:` or of `map-port`. Nobody gets in by that port any more; connections that are open stay. The node’s host hears of it, and no longer advertises the address. With `told: false` it hears nothing, as js-libp2p’s UPnP service hears nothing of a lease that ends: it goes on advertising the address until AutoNAT finds that nobody can dial it, or until its next start.',
  example: '- { at: 10m, fault: unmap-port, router: home, external: 4001, told: false, for: 20m }',
  alsoCalled: ['close-port', 'remove-mapping'],
  standsFor: 'a UPnP lease that ends, or a port forward that a user removes',
  describe: ({ router, external }) =>
    `${listNames(router)} ${router.length > 1 ? 'remove their mappings' : 'removes its mapping'} of port ${external}`,
  fabrics: ['virtual', 'netns'],
  clocks: ['virtual', 'real'],
  reversible: 'latest-counts',
  draws: { unasked: false, keys: { for: '1m-1h' } },
  params: z.strictObject({
    router: selector(null, { scope: 'nats' }),
    external: port.meta({ description: 'The port of the router that is open from outside' }),
    told,
  }),
  asks: [],
  facts: () => noFacts,
  apply: async (context, { router, external, told: isTold }) =>
    changePorts(context, isTold, () =>
      router.map((name) => networkOf(context).mapPort(name, external, null)),
    ),
})
