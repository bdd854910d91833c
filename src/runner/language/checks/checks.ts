/**
 * Checks of a topology as a whole, after each part was validated by itself. One file per concern: each check takes the
 * topology and returns diagnostics.
 */
import type { Diagnostic } from '../../../base/errors.ts'
import type { Topology } from '../topology/topology.ts'
import { checkAddresses } from './addresses.ts'
import { checkClocks } from './clocks.ts'
import { checkCommands } from './commands.ts'
import { checkContacts } from './contacts.ts'
import { checkDns } from './dns.ts'
import { checkEntryKeys } from './entry-keys.ts'
import { checkFabric } from './fabric.ts'
import { checkManualNodes } from './manual-nodes.ts'
import { checkNames } from './names.ts'
import { checkNetns } from './netns.ts'
import { checkOrder } from './order.ts'
import { checkPortMappings } from './port-mappings.ts'
import { checkReservations } from './reservations.ts'
import { checkRouters } from './routers.ts'
import { checkSearch, searchedEntries } from './search.ts'
import { checkSelectors } from './selectors.ts'
import { checkSettledAtStart } from './settled-at-start.ts'
import { checkSeveralRelays } from './several-relays.ts'
import { checkShares } from './shares.ts'
import { checkTells } from './tells.ts'

const checks: readonly ((topology: Topology) => readonly Diagnostic[])[] = [
  checkFabric,
  checkNetns,
  checkNames,
  checkRouters,
  checkShares,
  checkAddresses,
  checkPortMappings,
  checkDns,
  checkSelectors,
  checkContacts,
  checkEntryKeys,
  checkOrder,
  checkClocks,
  checkManualNodes,
  checkCommands,
  checkTells,
  checkReservations,
  checkSeveralRelays,
]

/** Checks the timeline, and the items of the search as if they were entries of it. */
export function checkTopology(topology: Topology): readonly Diagnostic[] {
  const timeline = [...topology.timeline, ...searchedEntries(topology)]
  return [...checkSearch(topology), ...checkEntries({ ...topology, timeline })]
}

function checkEntries(topology: Topology): readonly Diagnostic[] {
  const found = checks.flatMap((check) => check(topology))
  // These checks need entries whose other keys are valid.
  const wrong = found.flatMap(({ severity, span }) => (severity === 'error' && span !== null ? [span] : []))
  const right = topology.timeline.map((entry) => {
    const { start, end } = entry.source.span
    return wrong.some((span) => span.start >= start && span.end <= end) ? { ...entry, content: null } : entry
  })
  if (found.some(({ code }) => code === 'too-many')) return found
  return [...found, ...checkSettledAtStart({ ...topology, timeline: right })]
}
