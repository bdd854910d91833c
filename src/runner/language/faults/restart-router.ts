import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { deadConnections } from './facts.ts'
import { changesOf, defineFault, networkOf } from './fault.ts'

export const restartRouter = defineFault({
  summary: 'a router restarts',
  description:
    'The router forgets its NAT mappings, as with `flush-nat`, and the port mappings that UPnP has made. Those of `ports:` and `map-port` stay. Nobody hears of it.',
  example: '- { at: 10m, fault: restart-router, router: home }',
  alsoCalled: ['reboot-router'],
  instead: {
    node: 'write `router: alice-router`, the router of a node with `nat`, or the one that it is behind',
  },
  standsFor: 'a router that crashes, or gets an update at night',
  describe: ({ router }) => `${listNames(router)} ${router.length > 1 ? 'restart' : 'restarts'}`,
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
    const all = await Promise.all(router.map((name) => network.restartRouter(name, now)))
    return { changes: changesOf(...all), undo: null }
  },
})
