/**
 * An esbuild plugin that puts the user's module into the agent's bundle. Imports of libp2p, by the module and by its
 * dependencies, come from the node's release, so that host and agent fit; all others come from the module's own project.
 */
import { findPackageJSON } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'
import { type ModuleTree, ofLibp2p, resolveFrom } from './resolve-plugin.ts'

const here = fileURLToPath(new URL('../../nodes/module/', import.meta.url))

/** Stands between the module and `libp2p`, and tells the agent how its hosts dial. */
const recorded = fileURLToPath(
  new URL(`../../nodes/adapters/recorded-libp2p${path.extname(import.meta.url)}`, import.meta.url),
)

export function moduleAt(file: string, modules: ModuleTree | null): Plugin {
  const release = modules === null ? ownRelease() : modules
  const isOfRelease = (importer: string) => release.folders.some((folder) => isIn(folder, importer))
  return {
    name: 'topo-module',
    setup: (build) => {
      build.onResolve({ filter: /\/user-module\.[jt]s$/ }, ({ importer }) =>
        path.dirname(importer) === here.slice(0, -1) ? { path: file } : null,
      )
      build.onResolve({ filter: ofLibp2p }, async (args) => {
        const { importer, pluginData } = args
        if (pluginData !== undefined || isIn(sources, importer) || isOfRelease(importer)) return null
        const found = await resolveFrom(build, args, [...release.folders, args.resolveDir])
        if (found !== null) return args.path === 'libp2p' ? { path: recorded } : found
        const text = `Neither ${release.id} as topo has it nor the module's own project has "${args.path}"`
        return { errors: [{ text }] }
      })
      build.onResolve({ filter: /\.node$/ }, ({ path: addOn }) => ({
        errors: [
          {
            text: `"${addOn}" is a native add-on: it cannot be bundled, and its network traffic does not pass through node:net`,
          },
        ],
      }))
    },
  }
}

const sources = fileURLToPath(new URL('../../', import.meta.url))

/** topo's own packages. */
function ownRelease(): Pick<ModuleTree, 'id' | 'folders'> {
  const manifest = findPackageJSON('libp2p', import.meta.url) ?? ''
  return { id: "topo's libp2p", folders: [path.join(manifest, '../..')] }
}

function isIn(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`)
}
