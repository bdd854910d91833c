/**
 * The way from the text of topologies to plans that can run:
 *
 *     read -> load -> absolute paths, exact releases -> check that the releases have the needed packages
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { type DiagnosedFile, InputError } from '../../../base/errors.ts'
import { factsOf } from '../../language/faults/registry.ts'
import type { Source } from '../../language/plan/load.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { releasesOf } from '../../language/plan/releases-of.ts'
import type { Overrides } from '../../language/topology/validate.ts'
import type { Releases } from '../../releases/releases.ts'
import { loadToRun } from './load-to-run.ts'
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

export type Prepared =
  | { readonly ok: true; readonly topologies: readonly PreparedTopology[] }
  | { readonly ok: false; readonly wrong: readonly DiagnosedFile[] }

/**
 * Prepares all topologies, or returns every mistake in them. Nothing is installed before all of them are right.
 * Throws {@link InputError} for a release that does not exist or lacks a package that a node needs.
 */
export async function prepare(
  wanted: readonly TopologyToPrepare[],
  { releases, isOpen = false }: PrepareOptions,
): Promise<Prepared> {
  const loaded = wanted.map((one) => load({ ...one, overrides: { ...one.overrides, isOpen } }))
  const wrong = loaded.filter((one) => 'diagnostics' in one)
  if (wrong.length > 0) return { ok: false, wrong: eachOnce(wrong) }
  const topologies: PreparedTopology[] = []
  for (const one of loaded) {
    if ('diagnostics' in one) continue
    const plan = isOpen ? { ...one.plan, timeline: [] } : one.plan
    topologies.push({ ...one, plan: await pinPlan(plan, one.source.file, releases) })
  }
  await checkAllNeeds(
    topologies.map(({ plan }) => plan),
    releases,
  )
  return { ok: true, topologies }
}

/** Leaves out files with the mistakes of another: releases and combinations of values repeat them. */
function eachOnce(wrong: readonly DiagnosedFile[]): readonly DiagnosedFile[] {
  const unique = new Map<string, DiagnosedFile>()
  for (const one of wrong) {
    const key = JSON.stringify([one.text, one.diagnostics])
    if (!unique.has(key)) unique.set(key, one)
  }
  return [...unique.values()]
}

function load({ read, overrides, called }: TopologyToPrepare): PreparedTopology | DiagnosedFile {
  if (!read.ok) return read.file
  const { source } = read
  const loaded = loadToRun(source, overrides)
  if (loaded.ok) return { source, plan: loaded.plan, warnings: loaded.warnings }
  const { file } = loaded.file
  return { ...loaded.file, file: file === source.file ? (called ?? file) : file }
}

async function checkAllNeeds(plans: readonly Plan[], releases: PrepareOptions['releases']): Promise<void> {
  const needing = plans.filter(({ nodes }) => nodes.some(({ needs }) => needs.length > 0))
  for (const release of new Set(needing.flatMap(releasesOf))) await releases.check(release)
  for (const plan of needing) await checkNeeds(plan, releases)
}

/** Throws an {@link InputError} that names the packages that a topology needs and a release lacks. */
async function checkNeeds(
  { name, nodes, timeline }: Plan,
  releases: Pick<Releases, 'modules'>,
): Promise<void> {
  const facts = timeline.flatMap((entry) => (entry.type === 'fault' ? [factsOf(entry.fault)] : []))
  for (const node of nodes) {
    const later = facts.flatMap(({ starts, libp2p }) => (starts.includes(node.name) ? (libp2p ?? []) : []))
    for (const release of node.needs.length === 0 ? [] : [node.libp2p, ...later]) {
      const folders = (await releases.modules(release, node.needs))?.folders
      const isThere = (needed: string) =>
        folders?.some((folder) => existsSync(path.join(folder, 'node_modules', needed))) !== false
      const missing = node.needs.filter((needed) => !isThere(needed))
      if (missing.length > 0) {
        throw new InputError(
          `${name}: ${node.name} needs ${missing.join(', ')}, which libp2p ${release} lacks: leave it out, or choose a newer release`,
        )
      }
    }
  }
}
