import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { InputError } from '../../base/errors.ts'
import { commandText } from '../../runner/language/topology/vary/read-vary.ts'
import { plural } from '../../runner/language/values/plural.ts'
import type { Releases } from '../../runner/releases/releases.ts'
import { readLastFailed } from '../../runner/results/last-run.ts'
import { readTopologyFile } from '../../runner/run/prepare/read-topology-file.ts'
import type { CliContext } from '../context.ts'
import { findNamed } from '../find-named.ts'
import { type TopologiesToRun, type ToRun, topologiesToRun } from '../topologies-to-run.ts'
import { filterSources } from './filter.ts'
import { overridesIn, type RunFlags } from './flags.ts'

/** Prepares the topologies that the arguments and options of `topo run` select. */
export async function selectTopologies(
  names: readonly string[],
  flags: RunFlags,
  { releases, stderr }: Pick<CliContext, 'stderr'> & { readonly releases: Releases },
): Promise<TopologiesToRun> {
  const failed = flags.lastFailed === true ? lastFailed(flags.results, stderr) : null
  if (failed?.length === 0) return { toRun: [], wrong: [], unavailable: [] }
  const { files, leftOut } =
    failed !== null && names.length === 0 ? { files: failed.map(fromHere), leftOut: [] } : findNamed(names)
  if (leftOut.length > 0)
    stderr.write(
      `topo: left out ${plural(leftOut.length, 'large topology', 'large topologies')} (name one to run it): ${leftOut.join(', ')}\n`,
    )
  const sources = filterSources(await Promise.all(files.map(readTopologyFile)), flags, failed)
  const selected = await topologiesToRun(sources, {
    overrides: overridesIn(flags),
    libp2p: flags.libp2p ?? null,
    vary: commandText(flags.vary ?? [], flags.seeds ?? null),
    releases,
  })
  return { ...selected, toRun: withTimeline(selected.toRun, stderr) }
}

/** The files that did not pass the last time, as far as they are still there. */
function lastFailed(results: string, stderr: CliContext['stderr']): readonly string[] {
  const failed = readLastFailed(results)
  if (failed === null)
    throw new InputError(`there is no last run in ${results}: run without --last-failed first`)
  const there = failed.filter((file) => existsSync(file))
  const gone = failed.filter((file) => !there.includes(file))
  if (gone.length > 0)
    stderr.write(`topo: left out what is not there any more: ${gone.map(fromHere).join(', ')}\n`)
  if (there.length === 0)
    stderr.write(`topo: nothing ${gone.length > 0 ? 'else ' : ''}failed the last time\n`)
  return there
}

/** The path as a user in this folder would write it. */
function fromHere(file: string): string {
  const path = relative('', file)
  return path.startsWith('..') ? file : path
}

/** Leaves out topologies that are only searched. Throws an {@link InputError} when no other one is left. */
function withTimeline(prepared: readonly ToRun[], stderr: CliContext['stderr']): readonly ToRun[] {
  const isSearched = ({ topology: { plan, source } }: ToRun) =>
    plan.timeline.length === 0 && /^search:/m.test(source.text)
  const files = [...new Set(prepared.filter(isSearched).map(({ topology }) => topology.source.file))]
  const [first] = files
  if (first === undefined) return prepared
  const advice = (file: string) => `${file} has \`search:\` and no timeline: use \`topo search ${file}\``
  if (prepared.every(isSearched)) throw new InputError(advice(first))
  for (const file of files) stderr.write(`topo: ${advice(file)}\n`)
  return prepared.filter((one) => !isSearched(one))
}
