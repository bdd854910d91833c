import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { deadConnections } from './facts.ts'
import { changesOf, defineFault, networkOf } from './fault.ts'

export const flushNat = defineFault({
  summary: 'make routers forget their NAT mappings',
  description:
    'The router treats packets for a forgotten mapping as unwanted, so connections from outside fail. Connections from inside get a new external port. Static port mappings stay.',
  example: '- { at: 10m, fault: flush-nat, router: home }',
  alsoCalled: ['nat-timeout', 'forget-mappings', 'reset-nat', 'clear-nat'],
  instead: {
    node: 'write `router: alice-router`, the router of a node with `nat`, or the one that it is behind',
  },
  standsFor: 'a router that restarts, or whose table is full',
  describe: ({ router }) =>
    `${listNames(router)} ${router.length > 1 ? 'forget their' : 'forgets its'} NAT mappings`,
  fabrics: ['virtual', 'netns'],
  clocks: ['virtual', 'real'],
  reversible: false,
  draws: { unasked: true, keys: {} },
  params: z.strictObject({ router: selector(null, { scope: 'nats' }) }),
  asks: [],
  facts: ({ router }) => deadConnections(router),
  apply: async (context, { router }) => {
    const network = networkOf(context)
    const now = context.clock.now()
    const all = await Promise.all(router.map((name) => network.flushNat(name, now)))
    return { changes: changesOf(...all), undo: null }
  },
})
