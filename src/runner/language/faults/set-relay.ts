import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { aspect } from '../../../base/layers.ts'
import type { RelayConfig } from '../../../protocol/relay-config.ts'
import { incomplete } from '../values/conflict.ts'
import { listNames } from '../values/list-names.ts'
import { describeLimits, givenLimits, relayLimits } from '../values/relay-limits.ts'
import { ownRelayKinds, selector } from '../values/selector.ts'
import { defineFault, startedNode } from './fault.ts'

type Limit = keyof RelayConfig

const limitNames = Object.keys(relayLimits.shape) as Limit[]
const limitsOfRelay = new Map(
  limitNames.map((name) => [name, aspect<RelayConfig[Limit]>(`${name} of a relay`)]),
)

export const setRelay = defineFault({
  summary: 'change limits of a relay while it runs',
  description:
    'The relay gets other limits, with the same keys as `relay:` of a boot-node, and keeps them over a restart. Reservations and circuits that it granted before stay as they are. The fault counts the limits whose value changes.',
  example: '- { at: 10m, fault: set-relay, relay: boot, maxReservations: 1, for: 20m }',
  alsoCalled: ['relay-limits', 'change-relay'],
  standsFor: 'an operator who reconfigures it, or a quota that shrinks',
  describe: ({ relay, ...given }) =>
    `${listNames(relay)} ${relay.length > 1 ? 'go' : 'goes'} by other limits: ${describeLimits(givenLimits(given))}`,
  fabrics: ['virtual', 'netns', 'host'],
  clocks: ['virtual', 'real'],
  reversible: 'latest-counts',
  draws: { unasked: true, keys: { maxReservations: [0, 1], for: '1m-1h' } },
  params: z
    .strictObject({
      relay: selector(ownRelayKinds, { running: true, relayInUse: true }),
      ...relayLimits.shape,
    })
    .superRefine((params, context) => {
      if (limitNames.some((key) => key in params)) return
      context.addIssue(
        incomplete(
          'relay',
          'this changes no limit',
          `add at least one of ${limitNames.join(', ')}`,
          limitNames,
        ),
      )
    }),
  asks: [],
  facts: ({ relay, ...given }) => ({
    takes: 0,
    ends: [],
    starts: [],
    libp2p: null,
    disconnects: null,
    silences: null,
    links: null,
    relays: { kind: 'limits', relays: relay, limits: givenLimits(given) },
    unsettles: given.reservationDuration === undefined ? [] : relay,
  }),
  apply: async (context, { relay, ...given }) => {
    const limits = givenLimits(given)
    const changed = await Promise.all(
      relay.map(async (name) => {
        const handle = await startedNode(context, name)
        if (handle.status !== 'running') return []
        const before = await handle.changeRelay({ limits })
        if (before === null) throw new Error(`${name} ended before it told its limits`)
        const added = [...limitsOfRelay].flatMap(([key, limit]) => {
          const [old, value] = [before[key], limits[key]]
          if (value === undefined) return []
          const end = context.layers.of(limit, handle).add(value, old)
          return [{ key, value, end, isNew: !isDeepStrictEqual(old, value) }]
        })
        return [{ handle, added }]
      }),
    )
    const count = changed.flat().flatMap(({ added }) => added.filter(({ isNew }) => isNew)).length
    return {
      changes: [{ what: 'limits changed', count }],
      undo: async () => {
        const restored = await Promise.all(
          changed.flat().map(async ({ handle, added }) => {
            const entries = added.flatMap(({ key, value, end }) => {
              const ending = end()
              const isOther = ending.kind === 'uncovered' && !isDeepStrictEqual(ending.state, value)
              return isOther ? [[key, ending.state] as const] : []
            })
            if (entries.length > 0) await handle.changeRelay({ limits: Object.fromEntries(entries) })
            return entries.length
          }),
        )
        return [{ what: 'limits restored', count: restored.reduce((sum, one) => sum + one, 0) }]
      },
    }
  },
})
