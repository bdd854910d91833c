/** Checks for NATs that the Linux kernel does not have. */
import type { Diagnostic } from '../../../base/errors.ts'
import type { NatBehaviour } from '../../simulation/network/routes/nat-behaviour.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { spanOfValue } from '../text/locate.ts'
import type { Located } from '../text/located.ts'
import { layOut } from '../topology/layout.ts'
import type { Topology } from '../topology/topology.ts'

export function checkNetns(topology: Topology): readonly Diagnostic[] {
  const { header, routers, nodes, text } = topology
  if (header?.fabric !== 'netns') return []
  const found = new Map<Located, string>()
  for (const { router, owner } of layOut(topology).routers) {
    const wrong = router.nat === null ? null : impossible(router.nat)
    const place =
      owner.kind === 'router'
        ? routers.find(({ name }) => name === owner.name)
        : nodes.find(({ names }) => names.includes(owner.name))
    if (wrong !== null && place !== undefined) found.set(place.source, wrong)
  }
  for (const { source, content } of topology.timeline) {
    const nat = content?.type === 'fault' && 'nat' in content.does.params ? content.does.params.nat : null
    const wrong = nat === null ? null : impossible(nat)
    if (wrong !== null) found.set(source, wrong)
  }
  return [...found].map(([source, wrong]) =>
    problem('unsupported-by-fabric', spanOfValue(text, source, ['nat']), ...told(wrong)),
  )
}

/** Returns the setting that the kernel does not have, as YAML; null: it has all of them. */
function impossible({ mapping, filtering, ports }: NatBehaviour): string | null {
  if (mapping === 'address-dependent') return 'mapping: address-dependent'
  if (mapping === 'address-and-port-dependent' && filtering !== 'address-and-port-dependent')
    return `mapping: ${mapping}, filtering: ${filtering}`
  return ports === 'sequential' ? 'ports: sequential' : null
}

function told(setting: string): readonly [message: string, hint: string] {
  return [
    `fabric netns cannot do \`${setting}\`: the NAT of the Linux kernel has no such behaviour`,
    'it needs `fabric: virtual`, or one of the presets',
  ]
}
