import { existsSync } from 'node:fs'
import path from 'node:path'
import type { ComparedRun, Side } from '../runner/reports/compare/comparison.ts'
import { fromStored } from '../runner/reports/compare/stored.ts'
import { findRun } from '../runner/results/find-run.ts'
import { openResults } from '../runner/results/open-results.ts'
import { loadToRun } from '../runner/run/prepare/load-to-run.ts'
import { noSuchRun } from './no-such-run.ts'
import type { RunOn, RunOnOptions } from './run-on.ts'
import { findTopologies, loadTopologies } from './topologies.ts'

/** One or several runs of a topology that were named together. */
export interface Found {
  readonly topology: string
  /** The topology file, by its name in the command that ran it. */
  readonly file: string
  readonly place: string
  readonly runs: readonly ComparedRun[]
}

/** A side of a comparison, as the user named it. */
export interface NamedSide {
  readonly topology: string
  /** The stored runs; null: a file to run. */
  readonly stored: Found | null
  /** Runs the file, or returns the stored runs. */
  readonly find: (signal: AbortSignal) => Promise<Found>
}

export interface FindOptions extends Omit<RunOnOptions, 'signal'> {
  /** The releases to run topology files on; null: the one that the file says. */
  readonly releases: readonly (string | null)[]
  readonly repeat: number
  readonly runOn: RunOn
  readonly say: (text: string) => void
}

/** Resolves a target of `topo compare`: stored runs (with commas between runs of one side), or files to run. */
export async function namedSides(target: string, options: FindOptions): Promise<readonly NamedSide[]> {
  const targets = target.split(',')
  const folders = targets.map((one) => findRun(one, options.results))
  const stored = folders.filter((folder) => folder !== null)
  if (stored.length === folders.length) {
    const found = open(stored)
    return [{ topology: found.topology, stored: found, find: async () => found }]
  }
  if (!isTopology(target)) {
    const missing = targets[folders.indexOf(null)] ?? target
    throw noSuchRun(missing, options.results, 'a results folder, a topology file')
  }
  const loaded = await loadTopologies(findTopologies([target]), options.overrides, loadToRun)
  return loaded.flatMap(({ plan, source }) =>
    options.releases.map((release) => ({
      topology: plan.name,
      stored: null,
      find: async (signal: AbortSignal) =>
        open(await runRepeatedly(source.file, release, { ...options, signal })),
    })),
  )
}

/** True also for a missing file with the name of a topology: its reader reports that it is missing. */
function isTopology(target: string): boolean {
  return existsSync(target) || /\.ya?ml$/.test(target)
}

async function runRepeatedly(
  file: string,
  release: string | null,
  { repeat, runOn, say, ...options }: FindOptions & RunOnOptions,
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
  const stored = folders.map(openResults)
  const [first = ''] = folders
  const more = folders.length > 1 ? ` and ${folders.length - 1} more` : ''
  return {
    topology: stored[0]?.plan.name ?? '',
    file: stored[0]?.info.file ?? '',
    place: `${first}${more}`,
    runs: stored.map(fromStored),
  }
}

/** Labels the sides by their releases, else by topology, else by the ends of their folders' names, else by letters. */
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
