import { shellWord } from './reporters/shell-word.ts'
import type { Overrides } from './topology/validate.ts'
import { formatDuration } from './values/format-duration.ts'

/** The command that does a run again. */
export function repeatCommand(
  file: string,
  { overrides, until }: { readonly overrides: Overrides; readonly until: number | null },
): string {
  const flags = { ...overrides, ...(until !== null && { until: formatDuration(until) }) }
  const words = Object.entries(flags).map(([key, value]) => ` --${key} ${shellWord(String(value))}`)
  return `topo run ${shellWord(file)}${words.join('')}`
}
