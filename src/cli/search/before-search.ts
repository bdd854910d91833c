/** Checks and readings before the first run that is drawn. */
import { existsSync } from 'node:fs'
import { BugError, InputError } from '../../base/errors.ts'
import type { Source } from '../../runner/language/plan/load.ts'
import type { Plan } from '../../runner/language/plan/plan.ts'
import { lineCounter } from '../../runner/language/text/lines.ts'
import { spanOfValue } from '../../runner/language/text/locate.ts'
import { parse } from '../../runner/language/yaml/parse.ts'
import { escapeTerminal } from '../../runner/reports/text/escape-terminal.ts'
import { loadToRun } from '../../runner/run/prepare/load-to-run.ts'
import { expectedOf } from '../../runner/search/failure.ts'
import type { Runs } from '../../runner/search/runs.ts'
import { runWithoutFaults } from '../../runner/search/search.ts'
import { findTopologies, type LoadedTopology, loadTopologies } from '../topologies.ts'

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
  { file, text }: Source,
  stderr: NodeJS.WriteStream,
): Promise<boolean> {
  const { outcome, reason, failures } = await runWithoutFaults(runs)
  if (outcome === 'pass') return false
  const isDifferent = failures.some(({ release }) => release !== null)
  if (isDifferent) {
    const told = escapeTerminal(reason)
    stderr.write(`topo: the releases differ without any fault, so there is nothing to search: ${told}\n`)
    return true
  }
  const [failure] = failures
  if (failure === undefined)
    throw new InputError(
      `${file}: without any fault there is no verdict, so a search finds nothing: ${reason}`,
    )
  const { line, column } = placeOf(text, failure.entry)
  throw new InputError(
    `${file}:${line}:${column}: this fails without any fault, so a search would find only that: ${failure.description}: ${failure.reason}; give it a longer \`within\`, or change the nodes until it holds`,
  )
}

/** The place of an expectation in the file of the search. */
function placeOf(text: string, entry: string) {
  const expected = expectedOf(entry)
  if (expected === null) throw new BugError(`${entry} is no expectation of the search`)
  const { root } = parse(text)
  const path = ['search', expected.list, expected.index]
  return lineCounter(text).position(root === null ? 0 : spanOfValue(text, root, path).start)
}

/** Returns the topologies whose known failures explain others. */
export async function knownTopologies(names: readonly string[]): Promise<readonly LoadedTopology[]> {
  const gone = names.find((name) => !existsSync(name))
  if (gone !== undefined)
    throw new InputError(
      `--known ${gone}: there is no such file or folder; name topologies whose \`known\` failures are not new, such as --known topologies/upstream`,
    )
  const topologies = await loadTopologies(findTopologies(names), {}, loadToRun)
  return topologies.filter(
    ({ plan }) => plan.clock === 'virtual' && plan.timeline.some(({ known }) => known !== null),
  )
}
