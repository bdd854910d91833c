import { formatClock } from '../../language/values/format-clock.ts'
import { tellFirst } from './render-search.ts'
import type { ReportedGroup } from './search-report.ts'

/** Returns a group as lines: its smallest timeline, the reason, and the way on. */
export function storyOf(group: ReportedGroup): readonly string[] {
  const { expectation, reason, decisive, commands, ways } = group
  const faults = ways[0]?.smallest ?? []
  return [
    ...faults.map(({ from, text }) => `${formatClock(from).padStart(10)}  ${text}`),
    `${expectation}: ${reason}`,
    ...decisive.map((one) => `  ${one}`),
    tellFirst(group),
    ...commands,
  ]
}
