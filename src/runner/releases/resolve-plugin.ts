/**
 * Has the agent bundled with the packages of a release instead of topo's own: what the agent imports of libp2p comes
 * from the release's folders, all of it, so that no two versions are mixed; what the release has different comes
 * through an adapter.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OnResolveArgs, Plugin, PluginBuild } from 'esbuild'
import { adaptersFor, specifierIn, standIns } from './adapters.ts'

/** Where the packages of a release are. */
export interface ModuleTree {
  /** Tells it apart from every other. */
  readonly id: string
  /** Of libp2p. */
  readonly version: string
  /** Packages are looked for as if these folders imported them, in this order. */
  readonly folders: readonly string[]
  /** Puts right what is damaged; called before a bundle is made of it. */
  readonly check?: () => Promise<void>
}

const sources = fileURLToPath(new URL('../../', import.meta.url))
const here = fileURLToPath(new URL('../../nodes/adapters/', import.meta.url))
const extension = path.extname(import.meta.url)
/** What a libp2p release consists of. */
export const ofLibp2p = /^(?:libp2p|@libp2p\/.+|@chainsafe\/libp2p-.+|@multiformats\/.+)$/

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
        if (adapter !== undefined && path.dirname(importer) !== here.slice(0, -1)) return fileOf(adapter)
        const known = specifierIn(major, specifier)
        const found = await resolveFrom(build, { ...args, path: known }, folders)
        if (found !== null) return found
        const standIn = standIns[specifier]
        if (standIn !== undefined) return fileOf(standIn)
        return ofLibp2p.test(specifier) ? { errors: [{ text: `${id} has no ${specifier}` }] } : null
      })
    },
  }
}

/** Marks what this plugin asks esbuild itself to resolve. */
const ours = Symbol('topo-release')

/** As if one of these folders imported it, the first that can; null: none. */
export async function resolveFrom(build: PluginBuild, args: OnResolveArgs, folders: readonly string[]) {
  for (const resolveDir of folders.filter((folder) => existsSync(folder))) {
    const { kind, path: specifier } = args
    const found = await build.resolve(specifier, { kind, resolveDir, pluginData: ours })
    if (found.errors.length === 0) return found
  }
  return null
}

function fileOf(name: string) {
  return { path: path.join(here, `${name}${extension}`) }
}

/** Whether a file is part of topo, which may itself be in a node_modules. */
function isOurs(file: string): boolean {
  return file.startsWith(sources)
}
