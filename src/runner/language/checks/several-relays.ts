import { lt, valid } from 'semver'
import type { Diagnostic } from '../../../base/errors.ts'
import { warning } from '../diagnostics/diagnose.ts'
import { spanOfValue } from '../text/locate.ts'
import { namedNodes } from '../topology/node-names.ts'
import type { Topology } from '../topology/topology.ts'
import { type NodeKind, relayKinds, select } from '../values/selector.ts'

/** The first release that, as measured, asks only the first of its configured relays. */
const firstToHang = '2.10.0'

const isRelay: ReadonlySet<NodeKind> = new Set(relayKinds)

/** Checks for peers with several relays: js-libp2p waits for the second one forever and never finishes its start. */
export function checkSeveralRelays(topology: Topology): readonly Diagnostic[] {
  const names = namedNodes(topology).flatMap(({ name, kind }) =>
    kind !== null && isRelay.has(kind) ? [name] : [],
  )
  return topology.nodes.flatMap(({ name, source, keys, settings }) => {
    if (settings?.kind !== 'peer' || keys === null) return []
    const { relays, recovery } = settings.params
    const release = keys.libp2p ?? topology.header?.defaults.libp2p ?? null
    const isOlder = release !== null && valid(release) !== null && lt(release, firstToHang)
    if (recovery !== 'none' || isOlder || select(relays, names).selected.length < 2) return []
    const message = `\`${name}\` never finishes its start: js-libp2p asks only the first of several relays, and waits for the others forever`
    const hint = 'write `recovery: relisten`, which asks all relays, or name one relay'
    return [warning('never-ready', spanOfValue(topology.text, source, ['relays']), message, hint)]
  })
}
