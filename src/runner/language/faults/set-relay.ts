import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { Layers } from '../../../base/layers.ts'
import type { RelayConfig } from '../../../protocol/boot-node-config.ts'
import type { NodeHandle } from '../../simulation/node-handle.ts'
import { conflict } from '../values/conflict.ts'
import { listNames } from '../values/list-names.ts'
import { describeLimits, givenLimits, relayLimits } from '../values/relay-limits.ts'
import { selector } from '../values/selector.ts'
import { defineFault, startedNode } from './fault.ts'

const limitNames = Object.keys(relayLimits.shape)

export const setRelay = defineFault({
  summary: 'change limits of a relay while it runs',
  description:
    'The relay goes by other limits from now on, with the same keys as `relay:` of a boot-node, and keeps them over a restart. Reservations that it holds and circuits that are open keep what they were granted; nobody is thrown out. It counts the limits that are not what they were.',
  example: '- { at: 10m, fault: set-relay, relay: boot, maxReservations: 1, for: 20m }',
  standsFor: 'an operator who reconfigures it, or what is left of its quota',
  describe: ({ relay, ...given }) =>
    `${listNames(relay)} ${relay.length > 1 ? 'go' : 'goes'} by other limits: ${describeLimits(givenLimits(given))}`,
  fabrics: ['virtual', 'host'],
  reversible: true,
  params: z
    .strictObject({ relay: selector(['boot-node'], { running: true }), ...relayLimits.shape })
    .superRefine((params, context) => {
      if (limitNames.some((key) => key in params)) return
      context.addIssue(
        conflict('relay', 'no limit is to be changed', `add at least one of ${limitNames.join(', ')}`),
      )
    }),
  apply: async (context, { relay, ...given }) => {
    const limits = givenLimits(given)
    const keys = Object.keys(limits) as (keyof RelayConfig)[]
    const changed = await Promise.all(
      relay.map(async (name) => {
        const handle = await startedNode(context, name)
        const before = handle.status === 'running' ? await handle.changeRelay({ limits }) : null
        if (before === null) return []
        const different = keys.filter((key) => !isDeepStrictEqual(before[key], limits[key]))
        return [{ handle, given: different.map((key) => giving(handle, key, before[key])) }]
      }),
    )
    const count = changed.flat().reduce((sum, { given }) => sum + given.length, 0)
    return {
      changes: [{ what: 'limits changed', count }],
      undo: async () => {
        const restored = await Promise.all(
          changed.flat().map(async ({ handle, given }) => {
            const entries = given.flatMap(({ key, giveUp }) => {
              const result = giveUp()
              return result === null ? [] : [[key, result.restored] as const]
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

type Limit = keyof RelayConfig

/** By limit, what it was on each relay before the changes that last. */
const layers = new Map<Limit, Layers<NodeHandle, RelayConfig[Limit]>>()

function giving(handle: NodeHandle, key: Limit, before: RelayConfig[Limit]) {
  const ofKey = layers.get(key) ?? new Layers<NodeHandle, RelayConfig[Limit]>()
  layers.set(key, ofKey)
  return { key, giveUp: ofKey.add(handle, before) }
}
