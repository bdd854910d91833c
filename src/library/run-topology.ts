import path from 'node:path'
import { Releases } from '../runner/releases/releases.ts'
import { Reporting } from '../runner/reports/reporters/reporting.ts'
import { resultFiles, resultsName } from '../runner/results/files.ts'
import { announceRun } from './announce-run.ts'
import { keepRun } from './keep-run.ts'
import { prepareTopology, type TopologySource } from './read-topology.ts'
import { repeatCommand } from './repeat-command.ts'
import { resultIn, type TopologyResult } from './result.ts'
import { captureLimitOf, overridesOf, type RunOptions } from './run-options.ts'
import { type Time, timeOf } from './time.ts'

export interface RunTopologyOptions extends RunOptions {
  /** Ends the run at this time of its clock. Default: when its timeline has ended. */
  readonly until?: Time | undefined
}

/**
 * Runs a topology from beginning to end, as `topo run` does, and keeps its results.
 *
 * @example
 * const { verdict, story } = await runTopology('topologies/relay-expiry.yaml')
 * assert.equal(verdict.outcome, 'pass', story)
 *
 * @throws InputError when the topology is wrong, with every mistake and its place.
 */
export async function runTopology(
  topology: TopologySource,
  options: RunTopologyOptions = {},
): Promise<TopologyResult> {
  const overrides = overridesOf(options)
  const { source, plan } = await prepareTopology('runTopology', topology, {
    overrides,
    releases: new Releases(),
  })
  const { results = resultsName } = options
  const pcap = captureLimitOf('runTopology', options)
  const until = options.until === undefined ? null : timeOf('until', options.until)
  const { folder, captures } = await keepRun({
    ...source,
    plan,
    release: null,
    label: plan.name,
    // An object has no file. The results keep it as one.
    command: (folder) =>
      repeatCommand(typeof topology === 'string' ? source.file : path.join(folder, resultFiles.topology), {
        overrides,
        until,
        results,
        pcap,
      }),
    results,
    until,
    pcap,
    reporting: new Reporting([]),
    signal: options.signal ?? new AbortController().signal,
    processes: options.processes,
  })
  announceRun(folder)
  return resultIn(folder, captures)
}
