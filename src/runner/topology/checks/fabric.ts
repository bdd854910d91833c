import type { Diagnostic } from '../../errors.ts'
import { problem } from '../diagnose.ts'
import { spanOfKey, spanOfValue } from '../locate.ts'
import { definitionOf } from '../resolve-params.ts'
import type { Topology } from '../topology.ts'

/** What the chosen fabric cannot do. */
export function checkFabric({ text, root, header, timeline }: Topology): readonly Diagnostic[] {
  if (header === null) return []
  const { fabric, clock } = header
  const entries = timeline.flatMap(({ source, content }) => {
    if (content === null || definitionOf(content).fabrics.includes(fabric)) return []
    const word = content.type === 'fault' ? 'fault' : 'expect'
    const message = `\`${content.does.kind}\` is not possible on fabric ${fabric}`
    const hint = `it needs \`fabric: ${definitionOf(content).fabrics.join('` or `fabric: ')}\``
    return [problem('unsupported-by-fabric', spanOfValue(text, source, [word]), message, hint)]
  })
  if (fabric !== 'host' || clock !== 'virtual') return entries
  const key = ['clock', 'fabric'].find((one) => root.children.has(one))
  if (key === 'clock' && root.children.get(key)?.value === 'real') return entries
  const message = 'fabric host has real sockets, so its clock is the real one'
  return [
    problem(
      'unsupported-by-fabric',
      key === undefined ? null : spanOfKey(text, root, [key]),
      message,
      'write `clock: real`',
    ),
    ...entries,
  ]
}
