import path from 'node:path'
import type { ComparedRun, Side } from '../runner/compare/comparison.ts'
import { fromStored } from '../runner/compare/stored.ts'
import { loadToRun } from '../runner/plan/load-to-run.ts'
import { findRun } from '../runner/results/find-run.ts'
import { openResults } from '../runner/results/open-results.ts'
import type { RunOn, RunOnOptions } from './run-on.ts'
import { findTopologies, loadTopologies } from './topologies.ts'

/** One run of a topology, or several, that were named together. */
export interface Found {
  readonly topology: string
  readonly place: string
  readonly runs: readonly ComparedRun[]
}

export interface FindOptions extends RunOnOptions {
  /** The releases to run topology files on; null: the one that the file says. */
  readonly releases: readonly (string | null)[]
  readonly repeat: number
  readonly runOn: RunOn
  readonly say: (text: string) => void
}

/** What a target of `topo compare` means: stored runs, with commas between those that belong together, or files to run. */
export async function findSides(target: string, options: FindOptions): Promise<readonly Found[]> {
  const folders = target.split(',').map((one) => findRun(one, options.results))
  const stored = folders.filter((folder) => folder !== null)
  if (stored.length === folders.length) return [open(stored)]
  const found: Found[] = []
  for (const { source } of await loadTopologies(findTopologies([target]), options.overrides, loadToRun)) {
    for (const release of options.releases)
      found.push(open(await runRepeatedly(source.file, release, options)))
  }
  return found
}

async function runRepeatedly(
  file: string,
  release: string | null,
  { repeat, runOn, say, ...options }: FindOptions,
): Promise<readonly string[]> {
  const folders: string[] = []
  for (let number = 1; number <= repeat; number += 1) {
    options.signal.throwIfAborted()
    const which = repeat > 1 ? ` (${number} of ${repeat})` : ''
    say(`running ${file}${release === null ? '' : ` on libp2p ${release}`}${which}`)
    folders.push(await runOn(file, release, options))
    options.signal.throwIfAborted()
  }
  return folders
}

function open(folders: readonly string[]): Found {
  const runs = folders.map((folder) => fromStored(openResults(folder)))
  const [first = ''] = folders
  const more = folders.length > 1 ? ` and ${folders.length - 1} more` : ''
  return { topology: runs[0]?.summary.name ?? '', place: `${first}${more}`, runs }
}

/** Labels that tell the sides apart: their releases, else the ends of their folders' names, else letters. */
export function labelled(all: readonly Found[]): readonly Side[] {
  const candidates = [
    all.map(({ runs }) => [...new Set(runs.map(({ summary }) => summary.release ?? ''))].join(' and ')),
    all.map(({ topology }) => topology),
    all.map(({ place }) => /-([0-9a-f]{6})$/.exec(path.basename(place))?.[1] ?? ''),
    all.map((_, index) => String.fromCharCode('A'.charCodeAt(0) + (index % 26))),
  ]
  const labels = candidates.find((words) => new Set(words).size === words.length && !words.includes(''))
  return all.map(({ place, runs }, index) => ({ label: labels?.[index] ?? `${index + 1}`, place, runs }))
}
