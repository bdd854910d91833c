/**
 * An esbuild plugin that bundles the agent with the packages of a release instead of topo's own. All imports of libp2p
 * come from the release's folders, so that versions never mix. An adapter stands in where the release is different.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OnResolveArgs, Plugin, PluginBuild } from 'esbuild'
import { ofLibp2p } from '../../protocol/module-program.ts'
import { adaptersFor, specifierIn, standIns } from './adapters.ts'

/** The packages of a release. */
export interface ModuleTree {
  /** Unique to the release. */
  readonly id: string
  /** Version of libp2p. */
  readonly version: string
  /** Folders from which packages are resolved, in this order. */
  readonly folders: readonly string[]
  /** Repairs damaged files; called before a bundle is made. */
  readonly check?: () => Promise<void>
}

const sources = fileURLToPath(new URL('../../', import.meta.url))
const here = fileURLToPath(new URL('../../nodes/adapters/', import.meta.url))
const extension = path.extname(import.meta.url)
export function resolveIn({ id, version, folders }: ModuleTree): Plugin {
  const major = Number.parseInt(version, 10)
  const adapters = adaptersFor(major)
  return {
    name: 'topo-release',
    setup: (build) => {
      build.onResolve({ filter: /^[@a-z]/ }, async (args) => {
        const { path: specifier, importer, pluginData } = args
        if (pluginData === ours || specifier.startsWith('node:') || !isOurs(importer)) return null
        const adapter = adapters[specifier]
        if (adapter !== undefined && !isAdapter(importer)) return { path: adapterFile(adapter) }
        const known = specifierIn(major, specifier)
        const found = await resolveFrom(build, { ...args, path: known }, folders)
        if (found !== null) return found
        const standIn = standIns[specifier]
        if (standIn !== undefined) return { path: adapterFile(standIn) }
        return ofLibp2p.test(specifier) ? { errors: [{ text: `${id} has no ${specifier}` }] } : null
      })
    },
  }
}

/** Marks the requests of this plugin to esbuild's own resolution. */
const ours = Symbol('topo-release')

/** Resolves an import from the first of these folders that can; null: none can. */
async function resolveFrom(build: PluginBuild, args: OnResolveArgs, folders: readonly string[]) {
  for (const resolveDir of folders.filter((folder) => existsSync(folder))) {
    const { kind, path: specifier } = args
    const found = await build.resolve(specifier, { kind, resolveDir, pluginData: ours })
    if (found.errors.length === 0) return found
  }
  return null
}

export function adapterFile(name: string): string {
  return path.join(here, `${name}${extension}`)
}

export function isAdapter(file: string): boolean {
  return path.dirname(file) === here.slice(0, -1)
}

/** For a file of topo, which may itself be in a node_modules. */
export function isOurs(file: string): boolean {
  return file.startsWith(sources)
}
