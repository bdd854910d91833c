import { type DiagnosedFile, InputError } from '../base/errors.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import { pointLabel, type VariedPoint } from '../runner/language/topology/vary/points.ts'
import { commandName } from '../runner/language/topology/vary/read-vary.ts'
import type { VariedSettings } from '../runner/language/topology/vary/setting.ts'
import { loadToRun } from '../runner/run/prepare/load-to-run.ts'
import {
  isDiagnosed,
  isPrepared,
  type PreparedTopology,
  type PrepareOptions,
  prepare,
} from '../runner/run/prepare/prepare.ts'
import type { ReadSource } from '../runner/run/prepare/read-source.ts'
import { pointsOfFile } from './experiment/points-of-file.ts'
import { diagnosedIn, type Unrun, type WrongTopology } from './run/unrun.ts'

/** A topology, and the release and the values with which it runs when there are several. */
export interface ToRun {
  readonly topology: PreparedTopology
  readonly release: string | null
  /** The values of an experiment, by their paths; empty: it is none. */
  readonly varied: VariedPoint['values']
  readonly settings: VariedSettings | null
  /** Its name, with its file where another file of the command has the same name. */
  readonly name: string
}

export interface ToRunOptions {
  readonly overrides: Overrides
  /** Releases as the command names them; null: the releases in the files. */
  readonly libp2p: readonly string[] | null
  /** `--vary` and `--seeds`, in the form of `vary:`. Default: none. */
  readonly vary?: string
  readonly releases: PrepareOptions['releases']
}

/** The topologies of a command, and those among them that cannot run. */
export interface TopologiesToRun extends Unrun {
  readonly toRun: readonly ToRun[]
}

/**
 * Prepares every topology with every release that the command names, and with every combination of values. Throws an
 * {@link InputError} for a release of the command that does not exist, and for a mistake in its `--vary`.
 */
export async function topologiesToRun(
  sources: readonly ReadSource[],
  { overrides, libp2p, vary = '', releases }: ToRunOptions,
): Promise<TopologiesToRun> {
  const exact = libp2p === null ? [null] : await exactReleases(libp2p, releases)
  const varied = sources.map((read) => ({ read, points: pointsOfRead(read, vary, overrides) }))
  const wanted = varied.flatMap(({ read, points }) =>
    'diagnostics' in points
      ? []
      : points.flatMap((point) => exact.map((release) => ({ read, release, point }))),
  )
  const prepared = await prepare(
    wanted.map(({ read, release, point }) => ({
      read,
      overrides: overridesFor({ release, settings: point?.settings ?? null }, overrides),
      ...calledFor(read, point),
    })),
    { releases },
  )
  const toRun = prepared.flatMap((topology, index) => {
    const { release = null, point = null } = wanted[index] ?? {}
    return isPrepared(topology)
      ? [{ topology, release, varied: point?.values ?? {}, settings: point?.settings ?? null }]
      : []
  })
  const wrong = eachOnce([
    ...varied.flatMap(({ read, points }) => ('diagnostics' in points ? [wrongIn(read, points)] : [])),
    ...prepared.flatMap((one, index) => {
      const { read } = wanted[index] ?? {}
      return read !== undefined && isDiagnosed(one) ? [wrongIn(read, one)] : []
    }),
  ])
  const ofCommand = diagnosedIn(wrong).filter(({ file }) => file === commandName)
  if (ofCommand.length > 0) throw new InputError('the values to try are wrong', ofCommand)
  return {
    toRun: named(toRun),
    wrong,
    unavailable: prepared.filter((one) => 'reason' in one),
  }
}

/** The combinations of a file; null stands for the file as it is. */
function pointsOfRead(
  read: ReadSource,
  command: string,
  overrides: Overrides,
): readonly (VariedPoint | null)[] | DiagnosedFile {
  if (!read.ok) return [null]
  const points = pointsOfFile(read.source, { command, hasSeed: overrides.seed !== undefined })
  if (points === null) return [null]
  const alone = 'diagnostics' in points ? null : loadToRun(read.source, overrides)
  return alone === null || alone.ok ? points : alone.file
}

function calledFor(read: ReadSource, point: VariedPoint | null): { readonly called?: string } {
  return read.ok && point !== null ? { called: `${read.source.file} (${pointLabel(point.values)})` } : {}
}

function wrongIn(read: ReadSource, diagnosed: DiagnosedFile): WrongTopology {
  return { file: read.ok ? read.source.file : read.file.file, diagnosed: [diagnosed] }
}

/** Leaves out what a topology has told before: its combinations of values repeat its mistakes. */
function eachOnce(wrong: readonly WrongTopology[]): readonly WrongTopology[] {
  const unique = new Map<string, WrongTopology>()
  for (const one of wrong) {
    const key = JSON.stringify([one.file, one.diagnosed.map(({ text, diagnostics }) => [text, diagnostics])])
    if (!unique.has(key)) unique.set(key, one)
  }
  return [...unique.values()]
}

async function exactReleases(
  texts: readonly string[],
  releases: ToRunOptions['releases'],
): Promise<readonly string[]> {
  const exact = new Set<string>()
  for (const text of texts) {
    const release = await releases.exact(text, process.cwd())
    await releases.check(release)
    exact.add(release)
  }
  return [...exact]
}

/** Adds the release and the values of a run to the overrides of the command. */
export function overridesFor(
  { release, settings }: Pick<ToRun, 'release' | 'settings'>,
  overrides: Overrides,
): Overrides {
  return {
    ...overrides,
    ...(release !== null && { libp2p: release }),
    ...(settings !== null && { settings }),
  }
}

interface Labelled extends Pick<ToRun, 'name' | 'release'> {
  readonly varied?: ToRun['varied'] | undefined
}

/** `hello 2.10.0 links.latency=10ms seed=3`: tells apart the runs of one command. */
export function labelOf({ name, release, varied = {} }: Labelled): string {
  return [name, release ?? '', pointLabel(varied)].filter((part) => part !== '').join(' ')
}

/** Returns the releases of runs, each once, in their order. */
export function releasesIn(runs: readonly Pick<ToRun, 'release'>[]): readonly string[] {
  return [...new Set(runs.flatMap(({ release }) => release ?? []))]
}

function named(all: readonly Omit<ToRun, 'name'>[]): readonly ToRun[] {
  const files = Map.groupBy(all, ({ topology }) => topology.plan.name)
  return all.map((one) => {
    const { plan, source } = one.topology
    const isShared = files.get(plan.name)?.some(({ topology }) => topology.source.file !== source.file)
    return { ...one, name: isShared ? `${plan.name} (${source.file})` : plan.name }
  })
}
