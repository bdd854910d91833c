import type { DiagnosedFile } from '../base/errors.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import { pointLabel, type VariedPoint } from '../runner/language/topology/vary/points.ts'
import type { VariedSettings } from '../runner/language/topology/vary/setting.ts'
import type { Releases } from '../runner/releases/releases.ts'
import { loadToRun } from '../runner/run/prepare/load-to-run.ts'
import { type PreparedTopology, prepare } from '../runner/run/prepare/prepare.ts'
import type { ReadSource } from '../runner/run/prepare/read-source.ts'
import { readTopologyFile } from '../runner/run/prepare/read-topology-file.ts'
import { pointsOfFile } from './experiment/points-of-file.ts'
import { wrongTopologies } from './topologies.ts'

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
  readonly releases: Releases
}

/** Prepares every topology with every release and every combination of values, or throws an {@link InputError}. */
export async function topologiesToRun(
  files: readonly string[],
  { overrides, libp2p, vary = '', releases }: ToRunOptions,
): Promise<readonly ToRun[]> {
  const exact = libp2p === null ? [null] : await exactReleases(libp2p, releases)
  const sources = await Promise.all(files.map(readTopologyFile))
  const varied = sources.map((read) => ({ read, points: pointsOfRead(read, vary, overrides) }))
  const broken = varied.flatMap(({ points }) => ('diagnostics' in points ? [points] : []))
  if (broken.length > 0) throw wrongTopologies(broken, files.length)
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
  if (!prepared.ok) throw wrongTopologies(prepared.wrong, files.length)
  return named(
    prepared.topologies.map((topology, index) => {
      const { release = null, point = null } = wanted[index] ?? {}
      return { topology, release, varied: point?.values ?? {}, settings: point?.settings ?? null }
    }),
  )
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
  const alone = loadToRun(read.source, overrides)
  return alone.ok ? points : alone.file
}

function calledFor(read: ReadSource, point: VariedPoint | null): { readonly called?: string } {
  return read.ok && point !== null ? { called: `${read.source.file} (${pointLabel(point.values)})` } : {}
}

async function exactReleases(texts: readonly string[], releases: Releases): Promise<readonly string[]> {
  const exact = new Set<string>()
  for (const text of texts) exact.add(await releases.exact(text, process.cwd()))
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

/** `hello 2.10.0 links.latency=10ms seed=3`: tells apart the runs of one command. */
export function labelOf({ name, release, varied }: Pick<ToRun, 'name' | 'release' | 'varied'>): string {
  return [name, release ?? '', pointLabel(varied)].filter((part) => part !== '').join(' ')
}

function named(all: readonly Omit<ToRun, 'name'>[]): readonly ToRun[] {
  const files = Map.groupBy(all, ({ topology }) => topology.plan.name)
  return all.map((one) => {
    const { plan, source } = one.topology
    const isShared = files.get(plan.name)?.some(({ topology }) => topology.source.file !== source.file)
    return { ...one, name: isShared ? `${plan.name} (${source.file})` : plan.name }
  })
}
