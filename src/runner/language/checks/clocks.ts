import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { spanOfKey, spanOfValue } from '../text/locate.ts'
import { startsOf } from '../topology/schedule.ts'
import type { Topology } from '../topology/topology.ts'
import { formatDuration } from '../values/duration.ts'
import { formatClock } from '../values/format-clock.ts'
import { limits } from '../values/limits.ts'
import { spanOfStart } from './order.ts'

const hint = `a run has at most ${formatDuration(limits.time)}`

/** Checks the times of the timeline: none may be after the latest time of a run. */
export function checkClocks(topology: Topology): readonly Diagnostic[] {
  const { text, root, header, nodes, timeline } = topology
  const starts = startsOf(topology)
  const staggered = (header?.stagger ?? 0) * nodes.reduce((sum, { names }) => sum + names.length, 0)
  const nodesLate =
    staggered > limits.time
      ? [
          problem(
            'unreachable-time',
            spanOfKey(text, root, ['stagger']),
            'the last node would start after the end',
            hint,
          ),
        ]
      : []
  return [
    ...nodesLate,
    ...timeline.flatMap(({ source, content }, index) => {
      if (content === null) return []
      const { keys } = content
      const lengths =
        content.type === 'expectation' ? { within: content.keys.within, for: keys.for } : { for: keys.for }
      const long = Object.entries(lengths).filter(([, value]) => value !== null && value > limits.time)
      const found = long.map(([key, value]) => {
        const message = `${formatDuration(value ?? 0)} is longer than a run`
        return problem('unreachable-time', spanOfValue(text, source, [key]), message, hint)
      })
      const start = starts[index]?.from ?? 0
      if (start <= limits.time) return found
      const message = `this entry starts ${formatClock(start)} into the run, or later`
      return [problem('unreachable-time', spanOfStart(text, source), message, hint), ...found]
    }),
  ]
}
