import * as z from 'zod'
import { aspect } from '../../../base/layers.ts'
import type { RefusalRule } from '../../../protocol/boot-node-config.ts'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { ownRelayKinds, selector } from '../values/selector.ts'
import { defineFault, startedNode } from './fault.ts'

/** The rule that a relay follows; null: it grants reservations as usual. */
const refusal = aspect<RefusalRule, null>('refusal of a relay')

export const refuseReservations = defineFault({
  summary: 'a relay refuses reservations',
  description:
    'The relay answers requests for a reservation with `status` instead of granting them. `which` selects new reservations, renewals or all. Reservations that it holds stay until they expire. A relay that restarts in the meantime goes on refusing. The fault counts the requests that were refused.',
  example: '- { at: 20m, fault: refuse-reservations, relay: boot, which: renewals, for: 40m }',
  alsoCalled: ['refuse-reservation', 'deny-reservations', 'reject-reservations'],
  standsFor: 'a relay whose quota is used up, or whose policy forbids reservations',
  describe: ({ relay, peers, status, which }) => {
    const what = { all: 'reservations', new: 'new reservations', renewals: 'renewals' }[which]
    const whose = peers === null ? '' : ` of ${listNames(peers)}`
    return `${listNames(relay)} ${relay.length > 1 ? 'refuse' : 'refuses'} ${what}${whose} with ${status}`
  },
  fabrics: ['virtual', 'netns', 'host'],
  clocks: ['virtual', 'real'],
  reversible: 'latest-counts',
  draws: { unasked: true, keys: { which: ['all', 'new', 'renewals'], for: '1m-1h' } },
  params: z.strictObject({
    relay: selector(ownRelayKinds, { running: true, relayInUse: true }),
    peers: orNull(selector(null, { against: 'relay' })).meta({
      description: 'Peers whose reservations it refuses (default: all)',
    }),
    status: z
      .enum(['RESERVATION_REFUSED', 'RESOURCE_LIMIT_EXCEEDED', 'PERMISSION_DENIED'])
      .default('RESERVATION_REFUSED')
      .meta({ description: 'Status of the answer (default RESERVATION_REFUSED)' }),
    which: z
      .enum(['new', 'renewals', 'all'])
      .default('all')
      .meta({ description: 'Requests that are refused (default all)' }),
  }),
  asks: [],
  facts: ({ relay, peers, which }) => ({
    takes: 0,
    ends: [],
    starts: [],
    libp2p: null,
    disconnects: null,
    silences: null,
    links: null,
    relays: { kind: 'refuses', relays: relay, peers, which },
    unsettles: [],
  }),
  apply: async (context, { relay, peers, status, which }) => {
    const refused = context.count(
      (event) =>
        event.kind === 'relay-reservation' &&
        relay.includes(event.node) &&
        event.outcome === 'refused' &&
        event.byFault,
    )
    const rule: RefusalRule = {
      status,
      which,
      peers: peers === null ? null : peers.map((name) => context.node(name).peerId),
    }
    const handles = await Promise.all(relay.map((name) => startedNode(context, name)))
    const refusing = await Promise.all(
      handles.map(async (handle) => {
        const end = context.layers.of(refusal, handle).add(rule, null)
        await handle.changeRelay({ refusal: rule })
        return { handle, end }
      }),
    )
    return {
      changes: [],
      undo: async () => {
        await Promise.all(
          refusing.map(async ({ handle, end }) => {
            const ending = end()
            if (ending.kind === 'uncovered') await handle.changeRelay({ refusal: ending.state })
          }),
        )
        return [{ what: 'reservations refused', count: refused() }]
      },
    }
  },
})
