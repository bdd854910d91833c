import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { ownRelayKinds, selector } from '../values/selector.ts'
import { countFrom, defineFault } from './fault.ts'

export const dropReservations = defineFault({
  summary: 'a relay forgets reservations',
  description:
    'The relay forgets the reservations of `peers`, and does not tell them. The connections stay. The peers go on advertising addresses at which no node reaches them, until they renew.',
  example: '- { at: 20m, fault: drop-reservations, relay: boot, peers: alice }',
  alsoCalled: ['forget-reservations', 'lose-reservations', 'expire-reservations', 'reservation-lost'],
  standsFor: 'a relay that loses its memory while the connections stay',
  describe: ({ relay, peers }) =>
    `${listNames(relay)} ${relay.length > 1 ? 'forget' : 'forgets'} the reservations of ${peers === null ? 'everybody' : listNames(peers)}`,
  fabrics: ['virtual', 'netns', 'host'],
  clocks: ['virtual', 'real'],
  reversible: false,
  draws: { unasked: true, keys: {} },
  params: z.strictObject({
    relay: selector(ownRelayKinds, { running: true, relayInUse: true }),
    peers: orNull(selector(null, { against: 'relay' })).meta({
      description: 'Peers whose reservations it forgets (default: all)',
    }),
  }),
  asks: [],
  facts: ({ relay, peers }) => ({
    takes: 0,
    ends: [],
    starts: [],
    libp2p: null,
    disconnects: null,
    silences: null,
    links: null,
    relays: { kind: 'forgets', relays: relay, peers },
    unsettles: [],
  }),
  apply: async (context, { relay, peers }) => {
    const peerIds = peers?.map((name) => context.node(name).peerId) ?? null
    const counts = await Promise.all(
      relay.map((name) =>
        countFrom(
          context,
          name,
          async (one) => (await one.request('drop-reservations', { peerIds })).dropped,
        ),
      ),
    )
    return {
      changes: [{ what: 'reservations dropped', count: counts.reduce((sum, count) => sum + count, 0) }],
      undo: null,
    }
  },
})
