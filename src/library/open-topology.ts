import path from 'node:path'
import type { CapturedFile } from '../runner/capture/captures.ts'
import type { Plan } from '../runner/language/plan/plan.ts'
import { parse } from '../runner/language/yaml/parse.ts'
import { Releases } from '../runner/releases/releases.ts'
import { htmlFile } from '../runner/reports/page/html-file.ts'
import { loadPage } from '../runner/reports/page/load-page.ts'
import { readLogTails } from '../runner/reports/page/read-log-tails.ts'
import { junitFile } from '../runner/reports/reporters/junit-file.ts'
import { replay } from '../runner/reports/reporters/replay.ts'
import { Reporting } from '../runner/reports/reporters/reporting.ts'
import { resultFiles, resultsName } from '../runner/results/files.ts'
import { openResults } from '../runner/results/open-results.ts'
import { ResultsFolder } from '../runner/results/results-folder.ts'
import { type RunInfo, wallOf } from '../runner/results/run-info.ts'
import { runPlan } from '../runner/run/run.ts'
import { announceRun } from './announce-run.ts'
import { assertCanCapture, captureFor } from './capture-for.ts'
import { infoFor } from './keep-run.ts'
import { LiveSession } from './live-session.ts'
import { LiveTopology } from './live-topology.ts'
import { prepareTopology, type TopologySource, withFullPaths } from './read-topology.ts'
import { repeatCommand } from './repeat-command.ts'
import { resultIn, type TopologyResult } from './result.ts'
import { captureLimitOf, overridesOf, type RunOptions } from './run-options.ts'

/** A topology whose nodes are up, and whose timeline is written while it is played. */
export interface OpenedTopology {
  readonly session: LiveSession
  readonly net: LiveTopology
  readonly info: RunInfo
  /** Resolves when its run has ended, by itself too. */
  readonly over: Promise<void>
}

/** Starts the nodes of a topology, which `call` was given. Resolves when they are up. */
export async function openTopology(
  call: string,
  topology: TopologySource,
  options: RunOptions = {},
): Promise<OpenedTopology> {
  const releases = new Releases()
  const overrides = overridesOf(options)
  const { source, plan } = await prepareTopology(call, topology, { overrides, releases, isOpen: true })
  // The topology of the session is in the results, so its paths may not depend on a folder.
  const text = withFullPaths(source.text, path.dirname(source.file))
  const { timeline: _, ...header } = Object(parse(text).root?.value)
  const { seed, clock, fabric } = plan
  const { libp2p } = overrides
  const session = new LiveSession({
    source,
    releases,
    plan,
    topology: { ...header, seed, clock, fabric, ...(libp2p !== undefined && { defaults: { libp2p } }) },
  })
  const { results: root = resultsName } = options
  const pcap = captureLimitOf(call, options)
  if (pcap !== null) assertCanCapture(plan)
  const results = ResultsFolder.create({ root, plan, source: session.text(), file: source.file })
  announceRun(results.path)
  const command = repeatCommand(path.join(results.path, resultFiles.topology), {
    overrides: {},
    until: null,
    results: root,
    pcap,
  })
  const info = infoFor({ plan, file: source.file, label: plan.name, command, pcap }, results.path)
  const page = loadPage()
  let captures: readonly CapturedFile[] = []
  const run = runPlan({
    plan,
    results,
    wall: wallOf(info),
    signal: options.signal ?? new AbortController().signal,
    until: null,
    processes: options.processes,
    capture: captureFor({
      pcap,
      folder: results.path,
      plan: () => session.plan,
      onEnd: (files) => {
        captures = files
      },
    }),
    follow: () => (event) => session.push(event),
    play: session.play,
  })
  const finish = async (): Promise<TopologyResult> => {
    session.end()
    await run
    const played = await session.playedPlan()
    results.writeTopology(played, session.text())
    writeReports(results, played, await page)
    return resultIn(results.path, captures)
  }
  try {
    await Promise.race([session.started(), run])
    await session.started()
  } catch (error) {
    await finish()
    throw error
  }
  const over = run.then(
    () => {},
    () => {},
  )
  return { session, net: new LiveTopology(session, info, finish), info, over }
}

function writeReports(results: ResultsFolder, plan: Plan, script: () => string): void {
  const run = openResults(results.path)
  const names = plan.nodes.map(({ name }) => name)
  replay(run, new Reporting([]), [
    junitFile((xml) => results.writeJunit(xml)),
    htmlFile({
      script,
      source: run.source(),
      logs: () => readLogTails(names, run.nodeLog),
      write: run.writeReport,
    }),
  ])
}
