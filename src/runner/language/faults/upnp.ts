import * as z from 'zod'
import { ipAddress } from '../values/ip-address.ts'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { selector } from '../values/selector.ts'
import { noFacts } from './facts.ts'
import { defineFault, networkOf, reversible } from './fault.ts'

interface GivenGateway {
  readonly enabled: boolean
  readonly externalAddress: string | null
}

function refineGateway({ enabled, externalAddress }: GivenGateway, context: z.RefinementCtx): void {
  if (!enabled || externalAddress !== null) return
  const message = '`externalAddress: 31.45.0.99` or `enabled: false` is needed'
  context.addIssue({ code: 'custom', path: ['externalAddress'], message })
}

export const upnp = defineFault({
  summary: 'a router lies by UPnP, or does not answer',
  description:
    'The gateway of a router with `upnp: true` tells a wrong external address, or (`enabled: false`) answers neither searches nor requests. Port mappings stay. A lease that ends early is `unmap-port`, a router that forgets all of them `restart-router`.',
  example: '- { at: 10m, fault: upnp, router: home, externalAddress: 31.45.0.99, for: 1h }',
  standsFor: 'a router with a faulty UPnP, or behind another NAT that it does not know of',
  describe: ({ router, enabled, externalAddress }) =>
    `the UPnP of ${listNames(router)} ${enabled ? `tells the external address ${externalAddress}` : 'does not answer'}`,
  fabrics: ['virtual'],
  clocks: ['virtual', 'real'],
  reversible: 'latest-counts',
  draws: { unasked: true, keys: { enabled: false, for: '1m-1h' } },
  params: z
    .strictObject({
      router: selector(null, { scope: 'gateways' }),
      externalAddress: orNull(ipAddress).meta({
        description: 'The external address that it tells (default: the true one)',
      }),
      enabled: z.boolean().default(true).meta({ description: 'False: it answers nobody (default true)' }),
    })
    .superRefine(refineGateway),
  asks: [],
  facts: () => noFacts,
  apply: async (context, { router, enabled, externalAddress }) => {
    const network = networkOf(context)
    const state = { enabled, externalAddress }
    return reversible(
      context,
      router.map((name) => network.setGateway(name, state)),
    )
  },
})
