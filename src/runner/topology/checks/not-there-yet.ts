import type { Diagnostic } from '../../errors.ts'
import { problem } from '../diagnose.ts'
import { spanOfKey, spanOfValue } from '../locate.ts'
import type { Topology } from '../topology.ts'

/** The virtual clock and network are the defaults of the language, but not built yet. */
export function checkNotThereYet({ text, root, header }: Topology): readonly Diagnostic[] {
  const wanted = { clock: 'real', fabric: 'host' } as const
  return (['clock', 'fabric'] as const).flatMap((key) => {
    if (header === null || header[key] !== 'virtual') return []
    const given = root.children.has(key)
    if (given && root.children.get(key)?.value !== 'virtual') return []
    const span = given ? spanOfValue(text, root, [key]) : spanOfKey(text, root, ['name'])
    const message = `the virtual ${key}${given ? '' : ', which is the default,'} is not there yet`
    return [problem('unsupported-by-fabric', span, message, `write \`${key}: ${wanted[key]}\``)]
  })
}
