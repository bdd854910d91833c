import { faultOf } from '../../language/faults/registry.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { namesByPeerId, type Vocabulary } from './run-words.ts'

/** Apart from the words themselves, which pages use too and which know nothing of the definitions of faults. */
export function vocabularyOf({ nodes, timeline }: Plan): Required<Vocabulary> {
  const faults = timeline.flatMap((entry) =>
    entry.type === 'fault'
      ? [[entry.id, faultOf(entry.fault.kind).describe(entry.fault.params)] as const]
      : [],
  )
  return { names: namesByPeerId(nodes), faults: Object.fromEntries(faults) }
}
