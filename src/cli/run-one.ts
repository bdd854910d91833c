import { type KeptRun, keepRun } from '../library/keep-run.ts'
import { repeatCommand } from '../library/repeat-command.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import type { ProcessCount } from '../runner/language/values/process-count.ts'
import type { Reporting } from '../runner/reports/reporters/reporting.ts'
import { labelOf, overridesFor, type ToRun } from './topologies-to-run.ts'

export interface RunOneOptions {
  /** The overrides of the command, without the release. */
  readonly overrides: Overrides
  /** The folder that holds all results. */
  readonly results: string
  readonly until: number | null
  /** Most bytes of a file of captured packets; null: no capture. */
  readonly pcap: number | null
  readonly reporting: Reporting
  readonly signal: AbortSignal
  /** For a retry, the name of the folder of the first attempt. Default: none. */
  readonly retryOf?: string | null
  readonly processes?: ProcessCount | undefined
}

/** Runs one topology once and keeps its results in `folder`. */
export async function runOne(one: ToRun, { overrides, ...options }: RunOneOptions): Promise<KeptRun> {
  const { plan, source } = one.topology
  const { release, varied } = one
  const command = repeatCommand(source.file, { ...options, overrides: overridesFor(one, overrides) })
  return keepRun({ ...options, ...source, plan, release, label: labelOf(one), command, varied })
}
