/**
 * An esbuild plugin that leaves libp2p out of the agent's bundle for module nodes. The loader in the node's process finds
 * the release's packages. An adapter stands in where the release is different.
 */
import type { Plugin } from 'esbuild'
import { ofLibp2p, packageOf } from '../../protocol/module-program.ts'
import { adaptersFor, specifierIn, standIns } from './adapters.ts'
import { packagesOfRelease } from './release-packages.ts'
import { adapterFile, isAdapter, isOurs, type ModuleTree } from './resolve-plugin.ts'

export function libp2pOutside(modules: ModuleTree | null): Plugin {
  const major = modules === null ? Number.POSITIVE_INFINITY : Number.parseInt(modules.version, 10)
  const adapters = adaptersFor(major)
  const { from } = packagesOfRelease(modules)
  return {
    name: 'topo-libp2p-outside',
    setup: (build) => {
      build.onResolve({ filter: ofLibp2p }, ({ path: specifier, importer }) => {
        const adapter = isOurs(importer) && !isAdapter(importer) ? adapters[specifier] : undefined
        if (adapter !== undefined) return { path: adapterFile(adapter) }
        const standIn = standIns[specifier]
        if (standIn !== undefined && !(packageOf(specifier) in from)) return { path: adapterFile(standIn) }
        return { path: specifierIn(major, specifier), external: true }
      })
    },
  }
}
