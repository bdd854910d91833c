import { shellWord } from './reporters/shell-word.ts'
import { resultsName } from './results/files.ts'
import type { Overrides } from './topology/validate.ts'
import { formatDuration } from './values/format-duration.ts'

export interface Repeated {
  readonly overrides: Overrides
  readonly until: number | null
  /** The folder that holds all results. */
  readonly results: string
}

/** The command that does a run again. */
export function repeatCommand(file: string, { overrides, until, results }: Repeated): string {
  const flags = {
    ...overrides,
    ...(until !== null && { until: formatDuration(until) }),
    ...(results !== resultsName && { results }),
  }
  const words = Object.entries(flags).map(([key, value]) => ` --${key} ${shellWord(String(value))}`)
  return `topo run ${shellWord(file)}${words.join('')}`
}
