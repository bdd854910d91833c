import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { expectationOf } from '../expectations/registry.ts'
import { spanOfValue } from '../text/locate.ts'
import { namesOf } from '../topology/layout.ts'
import { resolveDoes } from '../topology/resolve-params.ts'
import { scheduleOf } from '../topology/schedule.ts'
import type { Topology } from '../topology/topology.ts'

/** Checks for expectations that are settled at the start of the run. They test nothing. */
export function checkSettledAtStart(topology: Topology): readonly Diagnostic[] {
  const names = namesOf(topology)
  const schedule = scheduleOf(topology)
  return topology.timeline.flatMap(({ id, source, content }, index) => {
    const start = schedule[index] ?? null
    if (content?.type !== 'expectation' || content.keys.for !== null) return []
    if (start?.kind !== 'at' || start.time > 0) return []
    const definition = expectationOf(content.does.kind)
    const { params } = resolveDoes(content.does, definition.params, names)
    if (definition.observe(params, id).state().state !== 'holds') return []
    const span = spanOfValue(topology.text, source, ['expect'])
    return content.keys.never === true
      ? [
          problem(
            'settled-at-start',
            span,
            'this always fails: it is true at the start of the run',
            'start it later, or expect the opposite',
          ),
        ]
      : [
          problem(
            'settled-at-start',
            span,
            'this always passes: it is true at the start of the run',
            'start it later, or write a time for which it must hold: `for: 10m`',
          ),
        ]
  })
}
