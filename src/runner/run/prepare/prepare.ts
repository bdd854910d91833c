/**
 * The way from the text of topologies to plans that can run:
 *
 *     read -> load -> look up releases -> absolute paths, exact releases -> check that releases have the needed packages
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { BugError, type DiagnosedFile, type Diagnostic, HarnessError } from '../../../base/errors.ts'
import { problem } from '../../language/diagnostics/diagnose.ts'
import { factsOf } from '../../language/faults/registry.ts'
import type { Source } from '../../language/plan/load.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { spanOfKey } from '../../language/text/locate.ts'
import type { Overrides } from '../../language/topology/validate.ts'
import { parse } from '../../language/yaml/parse.ts'
import type { Releases } from '../../releases/releases.ts'
import { loadToRun } from './load-to-run.ts'
import { lookUpReleases } from './look-up-releases.ts'
import { pinPlan } from './pin-plan.ts'
import type { ReadSource } from './read-source.ts'

/** A topology that was read, and the settings that replace those in its file. */
export interface TopologyToPrepare {
  readonly read: ReadSource
  readonly overrides: Overrides
  /** Its name in messages about mistakes, where the file has several. Default: the file. */
  readonly called?: string
}

export interface PrepareOptions {
  readonly releases: Pick<Releases, 'exact' | 'check' | 'modules'>
  /** True: a timeline may be there and is checked, but not played, so the plan has none. Default false. */
  readonly isOpen?: boolean
}

export interface PreparedTopology {
  readonly source: Source
  readonly plan: Plan
  readonly warnings: DiagnosedFile
}

/** A topology of which nobody can tell: its releases are not here, and the registry cannot be reached. */
export interface UnavailableTopology {
  readonly file: string
  readonly reason: HarnessError
}

export type Prepared = PreparedTopology | DiagnosedFile | UnavailableTopology

/**
 * Prepares all topologies, in their order. Nothing is installed before all of them are loaded and all releases are
 * looked up. One that is wrong does not stop the others.
 */
export async function prepare(
  wanted: readonly TopologyToPrepare[],
  { releases, isOpen = false }: PrepareOptions,
): Promise<readonly Prepared[]> {
  const loaded = wanted.map((one) => load({ ...one, overrides: { ...one.overrides, isOpen } }))
  const pinned: Prepared[] = []
  for (const one of loaded) pinned.push(isPrepared(one) ? await pin(one, { releases, isOpen }) : one)
  const checked: Prepared[] = []
  for (const one of pinned) checked.push(isPrepared(one) ? await checkNeeds(one, releases) : one)
  return checked
}

/** Prepares a single topology. */
export async function prepareOne(wanted: TopologyToPrepare, options: PrepareOptions): Promise<Prepared> {
  const [only] = await prepare([wanted], options)
  if (only === undefined) throw new BugError('the preparation of one topology returned none')
  return only
}

export function isPrepared(one: Prepared): one is PreparedTopology {
  return 'plan' in one
}

export function isDiagnosed(one: Prepared): one is DiagnosedFile {
  return 'diagnostics' in one
}

function load({ read, overrides, called }: TopologyToPrepare): PreparedTopology | DiagnosedFile {
  if (!read.ok) return read.file
  const { source } = read
  const loaded = loadToRun(source, overrides)
  if (loaded.ok) return { source, plan: loaded.plan, warnings: loaded.warnings }
  const { file } = loaded.file
  return { ...loaded.file, file: file === source.file ? (called ?? file) : file }
}

/** Gives the plan absolute paths and exact releases that exist. */
async function pin(one: PreparedTopology, { releases, isOpen }: Required<PrepareOptions>): Promise<Prepared> {
  const { source } = one
  const plan = isOpen ? { ...one.plan, timeline: [] } : one.plan
  const { exact, wrong, unreachable } = await lookUpReleases(source, plan, releases)
  if (wrong.length > 0) return { ...source, diagnostics: wrong }
  const [first] = unreachable
  if (first !== undefined) return { file: source.file, reason: first.reason }
  const known = { exact: async (release: string) => exact.get(release) ?? release }
  return { ...one, plan: await pinPlan(plan, source.file, known) }
}

/** Finds the packages that a topology needs and a release lacks. Installs releases for that. */
async function checkNeeds(one: PreparedTopology, releases: Pick<Releases, 'modules'>): Promise<Prepared> {
  const { source, plan } = one
  const facts = plan.timeline.flatMap((entry) => (entry.type === 'fault' ? [factsOf(entry.fault)] : []))
  const missing: Diagnostic[] = []
  for (const node of plan.nodes) {
    if (node.needs.length === 0) continue
    const later = facts.flatMap(({ starts, libp2p }) => (starts.includes(node.name) ? (libp2p ?? []) : []))
    for (const release of [node.libp2p, ...later]) {
      const folders = await foldersOf(release, node.needs, releases)
      if (folders instanceof HarnessError) return { file: source.file, reason: folders }
      const lacking = node.needs.filter((needed) => !isIn(folders, needed))
      if (lacking.length > 0) missing.push(lacks(source.text, node.name, lacking, release))
    }
  }
  return missing.length === 0 ? one : { ...source, diagnostics: missing }
}

/** The folders with the packages of a release; null: topo's own packages, which have everything. */
async function foldersOf(
  release: string,
  needed: readonly string[],
  releases: Pick<Releases, 'modules'>,
): Promise<readonly string[] | null | HarnessError> {
  try {
    return (await releases.modules(release, needed))?.folders ?? null
  } catch (error) {
    if (error instanceof HarnessError) return error
    throw error
  }
}

function isIn(folders: readonly string[] | null, needed: string): boolean {
  return folders?.some((folder) => existsSync(path.join(folder, 'node_modules', needed))) !== false
}

function lacks(text: string, name: string, packages: readonly string[], release: string): Diagnostic {
  const { root } = parse(text)
  const nodes = root?.children.get('nodes')
  // `bob-1` is one of `bob` with `count`.
  const key = [name, name.replace(/-\d+$/, '')].find((one) => nodes?.children.has(one))
  const span = root === null || key === undefined ? null : spanOfKey(text, root, ['nodes', key])
  const message = `${name} needs ${packages.join(', ')}, which libp2p ${release} lacks`
  return problem('missing-package', span, message, 'leave it out, or choose a newer release')
}
