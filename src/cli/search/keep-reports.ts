import path from 'node:path'
import { messageOf } from '../../base/errors.ts'
import { keepRun } from '../../library/keep-run.ts'
import { repeatCommand } from '../../library/repeat-command.ts'
import type { Releases } from '../../runner/releases/releases.ts'
import { Reporting } from '../../runner/reports/reporters/reporting.ts'
import { escapeTerminal } from '../../runner/reports/text/escape-terminal.ts'
import { loadToRun } from '../../runner/run/prepare/load-to-run.ts'
import { pinPlan } from '../../runner/run/prepare/pin-plan.ts'
import { readTopologyFile } from '../../runner/run/prepare/read-topology-file.ts'

export interface KeepReportsOptions {
  readonly results: string
  readonly releases: Releases
  readonly stderr: NodeJS.WriteStream
  readonly signal: AbortSignal
}

/** Runs each topology once more, and keeps its results with a report. */
export async function keepReports(
  files: readonly string[],
  { results, releases, stderr, signal }: KeepReportsOptions,
): Promise<void> {
  for (const file of files) {
    const read = await readTopologyFile(file)
    if (!read.ok) continue
    const loaded = loadToRun(read.source)
    if (!loaded.ok) continue
    try {
      await keepRun({
        ...read.source,
        plan: await pinPlan(loaded.plan, file, releases),
        release: null,
        label: path.basename(file, '.yaml'),
        command: repeatCommand(file, { overrides: {}, until: null, results, pcap: null }),
        results,
        until: null,
        pcap: null,
        reporting: new Reporting([]),
        signal,
      })
    } catch (error) {
      stderr.write(`topo: no report of ${file}: ${escapeTerminal(messageOf(error))}\n`)
    }
  }
}
