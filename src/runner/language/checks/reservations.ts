import type { Diagnostic } from '../../../base/errors.ts'
import { warning } from '../diagnostics/diagnose.ts'
import { factsOf } from '../faults/registry.ts'
import { spanOfValue } from '../text/locate.ts'
import type { KeyPath, Located } from '../text/located.ts'
import type { Topology } from '../topology/topology.ts'

/** Checks for reservations that end as soon as the relay grants them. */
export function checkReservations({ text, nodes, timeline }: Topology): readonly Diagnostic[] {
  const tell = (source: Located, path: KeyPath, duration: number | undefined) => {
    if (duration !== 0) return []
    const message = 'a reservation of 0s expires when it is granted, so no peer ever holds one'
    const hint =
      'write a longer duration, such as 1h; a relay with `maxReservations: 0` grants no reservation'
    return [warning('over-at-once', spanOfValue(text, source, path), message, hint)]
  }
  return [
    ...nodes.flatMap(({ source, settings }) =>
      settings?.kind === 'boot-node' || settings?.kind === 'peer'
        ? tell(source, ['relay', 'reservationDuration'], durationIn(settings.params.relay))
        : [],
    ),
    ...timeline.flatMap(({ source, action }) => {
      const effect = action?.type === 'fault' ? factsOf(action.does).relays : null
      return effect?.kind === 'limits'
        ? tell(source, ['reservationDuration'], effect.limits.reservationDuration)
        : []
    }),
  ]
}

function durationIn(relay: object | boolean | 'off'): number | undefined {
  if (typeof relay !== 'object' || !('reservationDuration' in relay)) return undefined
  return typeof relay.reservationDuration === 'number' ? relay.reservationDuration : undefined
}
