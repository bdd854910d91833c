import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { describeNat, natBehaviour } from '../values/nat.ts'
import { selector } from '../values/selector.ts'
import { deadConnections } from './facts.ts'
import { defineFault, networkOf, reversible } from './fault.ts'

export const setNat = defineFault({
  summary: 'replace the NAT of a router',
  description: 'The router gets the behaviour `nat`, and forgets its mappings. Static port mappings stay.',
  example: '- { at: 10m, fault: set-nat, router: home, nat: symmetric, for: 20m }',
  alsoCalled: ['change-nat', 'nat'],
  instead: {
    node: 'write `router: alice-router`, the router of a node with `nat`, or the one that it is behind',
  },
  standsFor: 'a router that is replaced or reconfigured',
  describe: ({ router, nat }) =>
    `${listNames(router)} ${router.length > 1 ? 'become' : 'becomes'} ${describeNat(nat)}`,
  fabrics: ['virtual', 'netns'],
  clocks: ['virtual', 'real'],
  reversible: 'latest-counts',
  draws: { unasked: true, keys: { nat: ['full-cone', 'port-restricted-cone', 'symmetric'], for: '1m-1h' } },
  params: z.strictObject({ router: selector(null, { scope: 'nats' }), nat: natBehaviour }),
  asks: [],
  facts: ({ router }) => deadConnections(router),
  apply: async (context, { router, nat }) => {
    const network = networkOf(context)
    const now = context.clock.now()
    const effect = await reversible(
      context,
      router.map((name) => network.setNat(name, nat, now)),
    )
    return { ...effect, changes: [{ what: 'NATs replaced', count: router.length }, ...effect.changes] }
  },
})
