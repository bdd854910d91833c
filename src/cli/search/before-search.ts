/** Checks and readings before the first run that is drawn. */
import { InputError } from '../../base/errors.ts'
import type { Plan } from '../../runner/language/plan/plan.ts'
import { loadToRun } from '../../runner/run/prepare/load-to-run.ts'
import type { Explaining } from '../../runner/search/explained.ts'
import type { Runs } from '../../runner/search/runs.ts'
import { runWithoutFaults } from '../../runner/search/search.ts'
import { findTopologies, loadTopologies } from '../topologies.ts'

/** Throws {@link InputError} when both releases would run the same. */
export function assertDiffer(pinned: readonly Plan[], file: string, named: readonly string[]): void {
  const [one, other] = pinned.map(({ nodes }) => nodes.map(({ libp2p }) => libp2p).join())
  if (other === undefined || one !== other) return
  throw new InputError(
    `${file} runs the same with --libp2p ${named.join(',')}: every node names its release, so leave \`libp2p:\` out of some`,
  )
}

/**
 * Returns true if the releases differ without any fault. Throws {@link InputError} for expectations that fail without
 * any fault, because a search would find only that.
 */
export async function differsWithoutFaults(
  runs: Pick<Runs, 'run'>,
  file: string,
  stderr: NodeJS.WriteStream,
): Promise<boolean> {
  const { outcome, reason, failures } = await runWithoutFaults(runs)
  if (outcome === 'pass') return false
  const isDifferent = failures.some(({ release }) => release !== null)
  if (!isDifferent) {
    const how = outcome === 'fail' ? 'fails' : 'has no verdict'
    throw new InputError(`${file} ${how} without any fault, so a search would find only that: ${reason}`)
  }
  stderr.write(`topo: the releases differ without any fault, so there is nothing to search: ${reason}\n`)
  return true
}

/** Returns the topologies whose known failures explain others. `pin`: with exact releases and absolute paths. */
export async function explainingTopologies(
  names: readonly string[],
  pin: (plan: Plan, file: string) => Promise<Plan>,
): Promise<readonly Explaining[]> {
  const topologies = await loadTopologies(findTopologies(names), {}, loadToRun)
  const explaining = topologies.filter(
    ({ plan }) => plan.clock === 'virtual' && plan.timeline.some(({ known }) => known !== null),
  )
  return Promise.all(
    explaining.map(async ({ source, plan }) => ({ source, plan: await pin(plan, source.file) })),
  )
}
