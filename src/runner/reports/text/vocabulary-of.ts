import { expectationOf } from '../../language/expectations/registry.ts'
import { faultOf } from '../../language/faults/registry.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { namesByPeerId, type Vocabulary } from './run-words.ts'

/**
 * Reads the vocabulary of a plan. It is a file of its own because pages use run-words.ts without the registries.
 */
export function vocabularyOf({ nodes, timeline }: Plan): Required<Vocabulary> {
  const faults = timeline.flatMap((entry) =>
    entry.type === 'fault'
      ? [[entry.id, faultOf(entry.fault.kind).describe(entry.fault.params)] as const]
      : [],
  )
  const expectations = timeline.flatMap((entry) =>
    entry.type === 'expectation'
      ? [[entry.id, expectationOf(entry.expectation.kind).describe(entry.expectation.params)] as const]
      : [],
  )
  return {
    names: namesByPeerId(nodes),
    faults: Object.fromEntries(faults),
    expectations: Object.fromEntries(expectations),
  }
}
