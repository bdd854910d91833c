/**
 * The programs of node processes. topo's own kinds of node: the agent and libp2p in one file, which starts four times as
 * fast as from node_modules, one for each release. A module node: the agent without libp2p, and a description of the
 * user's module.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleSettings, cached, cachedBundle } from '../../base/bundle-cache/cached-bundle.ts'
import { BugError } from '../../base/errors.ts'
import type { ModuleProgram } from '../../protocol/module-program.ts'
import type { ProgramPlan } from '../language/plan/programs-of.ts'
import { explainBrokenModule } from './explain-broken-module.ts'
import { explainBrokenRelease } from './explain-broken-release.ts'
import { ownCodeOf } from './module-sources.ts'
import { nodeLocks } from './node-locks-plugin.ts'
import { libp2pOutside } from './outside-plugin.ts'
import { rareFiles, rareOutside } from './rare-plugin.ts'
import { packagesOfRelease } from './release-packages.ts'
import type { Releases } from './releases.ts'
import { type ModuleTree, resolveIn } from './resolve-plugin.ts'

const extension = path.extname(import.meta.url)
const agentEntry = `../../nodes/agent/main${extension}`
const moduleEntry = `../../nodes/module/main${extension}`
const recordedEntry = `../../nodes/adapters/recorded-libp2p${extension}`

/**
 * Arguments for Node: the agent's bundle for a release, and for a module node the description of its file (null: for all
 * other nodes).
 */
export type ProgramOf = (libp2p: string, module: string | null) => readonly string[]

/**
 * Makes the program of each of these; installs releases that are missing. Throws an {@link InputError} about a module that
 * cannot be loaded.
 */
export async function agentPrograms(needed: readonly ProgramPlan[], releases: Releases): Promise<ProgramOf> {
  const programs = new Map<string, readonly string[]>()
  for (const { libp2p } of needed) await releases.check(libp2p)
  for (const { libp2p, module } of needed) {
    const modules = await releases.modules(libp2p)
    // The bundle shows, before any node starts, what a release lacks.
    const agent = () =>
      bundleOf(agentEntry, modules).catch((error: unknown) => {
        throw explainBrokenRelease(libp2p, error)
      })
    if (module !== null && modules !== null) await agent()
    const program = module === null ? [await agent()] : await moduleProgram(module, modules)
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

/** Path of a bundle of `entry`, a URL relative to this module. `modules`: the packages of libp2p; null: topo's own. */
export async function bundleOf(entry: string, modules: ModuleTree | null = null): Promise<string> {
  return cachedBundle(pathOf(entry), bundleSettings, {
    key: [modules, 'node-locks'],
    check: modules?.check,
    beside: entry === agentEntry ? rareFiles : [],
    plugins: [nodeLocks, rareOutside, ...(modules === null ? [] : [resolveIn(modules)])],
  })
}

async function moduleProgram(module: string, modules: ModuleTree | null): Promise<readonly string[]> {
  const agent = await cachedBundle(
    pathOf(moduleEntry),
    // The sandbox runs before any code of libp2p: that is in files of its own.
    { ...bundleSettings, splitting: true },
    {
      key: modules,
      beside: [pathOf(recordedEntry)],
      plugins: [libp2pOutside(modules), ...(modules === null ? [] : [resolveIn(modules)])],
    },
  )
  const description = await describe(module, modules).catch((error: unknown) => {
    throw explainBrokenModule(module, error)
  })
  return [agent, description]
}

const described = 'module.json'
const compiler = `module-sources${extension}`

/** Path of the description of a module, for its process. */
async function describe(module: string, modules: ModuleTree | null): Promise<string> {
  const release = packagesOfRelease(modules)
  return cached(['module', module, release], async () => {
    const { files, ...code } = await ownCodeOf(module, release)
    const program: ModuleProgram = { ...code, release }
    return {
      files: [{ name: described, contents: JSON.stringify(program) }],
      main: described,
      sources: [pathOf(compiler), ...files, ...files.flatMap(settingsOf)],
    }
  })
}

/** The files that tell TypeScript's settings for a file, as far as they exist. */
function settingsOf(file: string): readonly string[] {
  const folders: string[] = []
  for (let at = path.dirname(file); at !== path.dirname(at); at = path.dirname(at)) folders.push(at)
  const names = ['tsconfig.json', 'package.json']
  return folders
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .filter((one) => existsSync(one))
}

function pathOf(entry: string): string {
  return fileURLToPath(new URL(entry, import.meta.url))
}
