/** The agent and libp2p in one file, which starts four times as fast as from node_modules: one file for each release. */
import { fileURLToPath } from 'node:url'
import { bundleSettings, cachedBundle } from '../../base/bundle-cache/cached-bundle.ts'
import { BugError } from '../../base/errors.ts'
import type { ProgramPlan } from '../language/plan/programs-of.ts'
import { explainBrokenModule } from './explain-broken-module.ts'
import { explainBrokenRelease } from './explain-broken-release.ts'
import { moduleAt } from './module-plugin.ts'
import { rareFiles, rareOutside } from './rare-plugin.ts'
import type { Releases } from './releases.ts'
import { type ModuleTree, resolveIn } from './resolve-plugin.ts'

const agentEntry = import.meta.url.endsWith('.ts') ? '../../nodes/agent/main.ts' : '../../nodes/agent/main.js'

/** Path of the agent's bundle for a release, and for a module node's file (null: for all other nodes). */
export type ProgramOf = (libp2p: string, module: string | null) => string

/**
 * Bundles the agent for each of these programs; installs releases that are missing. Throws an {@link InputError} about
 * a module that cannot be bundled.
 */
export async function agentPrograms(needed: readonly ProgramPlan[], releases: Releases): Promise<ProgramOf> {
  const programs = new Map<string, string>()
  for (const { libp2p } of needed) await releases.check(libp2p)
  for (const { libp2p, module } of needed) {
    const modules = await releases.modules(libp2p)
    const program = await bundleOf(agentEntry, { modules, module }).catch((error: unknown) => {
      throw module === null ? explainBrokenRelease(libp2p, error) : explainBrokenModule(module, error)
    })
    programs.set(keyOf(libp2p, module), program)
  }
  return (libp2p, module) => {
    const program = programs.get(keyOf(libp2p, module))
    if (program === undefined)
      throw new BugError(`no program was made for libp2p ${libp2p}, module ${module}`)
    return program
  }
}

function keyOf(libp2p: string, module: string | null): string {
  return JSON.stringify([libp2p, module])
}

export interface BundleParts {
  /** The packages of libp2p; null: topo's own. */
  readonly modules?: ModuleTree | null
  /** The file of a module node; null: the agent runs topo's own kinds of node. */
  readonly module?: string | null
}

/** With source maps, stack traces name the lines of the user's module. */
const traced = { sourcemap: 'inline', sourcesContent: false, sourceRoot: '/' } as const

/** Path of a bundle of `entry`, a URL relative to this module. */
export async function bundleOf(
  entry: string,
  { modules = null, module = null }: BundleParts = {},
): Promise<string> {
  const own = module === null ? bundleSettings : { ...bundleSettings, ...traced }
  return cachedBundle(fileURLToPath(new URL(entry, import.meta.url)), own, {
    key: [modules, module],
    check: modules?.check,
    beside: entry === agentEntry ? rareFiles : [],
    plugins: [
      rareOutside,
      ...(module === null ? [] : [moduleAt(module, modules)]),
      ...(modules === null ? [] : [resolveIn(modules)]),
    ],
  })
}
