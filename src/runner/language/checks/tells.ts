/** Checks `tells` of commands: the nodes that `with` names must exist. */
import type { Diagnostic } from '../../../base/errors.ts'
import { fieldsOf } from '../../../events/event-shape.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { spanOfValue } from '../text/locate.ts'
import { mayBeNamed } from '../topology/layout.ts'
import { namedNodes } from '../topology/node-names.ts'
import type { Topology } from '../topology/topology.ts'
import { peerIdPattern } from '../values/peer-id.ts'

export function checkTells(topology: Topology): readonly Diagnostic[] {
  const { text, nodes } = topology
  const names = namedNodes(topology).map(({ name }) => name)
  return nodes.flatMap(({ source, settings }) =>
    settings?.kind !== 'command'
      ? []
      : settings.params.tells.flatMap(({ event, with: fixed }, index) =>
          Object.entries(fixed).flatMap(([field, value]) => {
            const name = String(value)
            const isNode = fieldsOf(event)[field]?.takes.kind === 'node'
            if (!isNode || peerIdPattern.test(name) || names.includes(name) || mayBeNamed(topology, name))
              return []
            const span = spanOfValue(text, source, ['tells', index, 'with', field])
            return [
              problem('selector-without-match', span, `no node matches \`${name}\``, suggest(name, names)),
            ]
          }),
        ),
  )
}
