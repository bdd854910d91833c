/** The agent and libp2p in one file, which starts four times as fast as from node_modules; one for each libp2p release. */
import { fileURLToPath } from 'node:url'
import { bundleSettings, cachedBundle } from '../../base/bundle-cache/cached-bundle.ts'
import { moduleAt } from './module-plugin.ts'
import { type ModuleTree, resolveIn } from './resolve-plugin.ts'

/** So that stack traces name the lines of the user's module. */
const traced = { sourcemap: 'inline', sourcesContent: false, sourceRoot: '/' } as const

export interface Bundled {
  /** Where libp2p comes from; null: topo's own. */
  readonly modules?: ModuleTree | null
  /** The file of a module node, for the agent; null: the nodes that it knows itself. */
  readonly module?: string | null
}

/** Path of a bundle of `entry`, a URL relative to this module. */
export async function bundleOf(
  entry: string,
  { modules = null, module = null }: Bundled = {},
): Promise<string> {
  const own = module === null ? bundleSettings : { ...bundleSettings, ...traced }
  return cachedBundle(fileURLToPath(new URL(entry, import.meta.url)), own, {
    key: [modules, module],
    check: modules?.check,
    plugins: [
      ...(module === null ? [] : [moduleAt(module, modules)]),
      ...(modules === null ? [] : [resolveIn(modules)]),
    ],
  })
}
