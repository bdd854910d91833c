import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { RelayConfig } from '../../nodes/boot-node/config.ts'
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
        return [{ handle, count: different.length, before: pick(before, different) }]
      }),
    )
    const count = (): number => changed.flat().reduce((sum, one) => sum + one.count, 0)
    return {
      changes: [{ what: 'limits changed', count: count() }],
      undo: async () => {
        await Promise.all(changed.flat().map(({ handle, before }) => handle.changeRelay({ limits: before })))
        return [{ what: 'limits restored', count: count() }]
      },
    }
  },
})

function pick(limits: RelayConfig, keys: readonly (keyof RelayConfig)[]): Partial<RelayConfig> {
  return Object.fromEntries(keys.map((key) => [key, limits[key]]))
}
