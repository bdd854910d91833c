/**
 * What is wrong with a topology as a whole, though each part of it is right by itself. One file per concern: each
 * takes what the file holds and returns diagnostics.
 */
import type { Diagnostic } from '../../../base/errors.ts'
import type { Topology } from '../topology/topology.ts'
import { checkAddresses } from './addresses.ts'
import { checkClocks } from './clocks.ts'
import { checkCommands } from './commands.ts'
import { checkEntryKeys } from './entry-keys.ts'
import { checkFabric } from './fabric.ts'
import { checkManualNodes } from './manual-nodes.ts'
import { checkNames } from './names.ts'
import { checkOrder } from './order.ts'
import { checkPortMappings } from './port-mappings.ts'
import { checkReservations } from './reservations.ts'
import { checkRouters } from './routers.ts'
import { checkSelectors } from './selectors.ts'
import { checkSettledAtStart } from './settled-at-start.ts'
import { checkSeveralRelays } from './several-relays.ts'

const checks: readonly ((topology: Topology) => readonly Diagnostic[])[] = [
  checkFabric,
  checkNames,
  checkRouters,
  checkAddresses,
  checkPortMappings,
  checkSelectors,
  checkEntryKeys,
  checkOrder,
  checkClocks,
  checkManualNodes,
  checkCommands,
  checkReservations,
  checkSeveralRelays,
]

export function checkTopology(topology: Topology): readonly Diagnostic[] {
  const found = checks.flatMap((check) => check(topology))
  // What an entry does is only looked at when everything else about it is right.
  const wrong = found.flatMap(({ severity, span }) => (severity === 'error' && span !== null ? [span] : []))
  const right = topology.timeline.map((entry) => {
    const { start, end } = entry.source.span
    return wrong.some((span) => span.start >= start && span.end <= end) ? { ...entry, content: null } : entry
  })
  if (found.some(({ code }) => code === 'too-many')) return found
  return [...found, ...checkSettledAtStart({ ...topology, timeline: right })]
}
