/** The agent and libp2p in one file, which starts four times as fast as from node_modules; one for each libp2p release. */
import { fileURLToPath } from 'node:url'
import { bundleSettings } from '../bundle-settings.ts'
import { cachedBundle } from '../cached-bundle.ts'
import { compiledFolder } from './cache-folder.ts'
import { moduleAt } from './module/module-plugin.ts'
import { type ModuleTree, resolveIn } from './releases/resolve-plugin.ts'

/** So that stack traces name the lines of the user's module. */
const traced = { sourcemap: 'inline', sourcesContent: false, sourceRoot: '/' } as const

/** Environment of a process that runs a bundle: V8 keeps what it compiled beside it. */
export function bundleEnvironment(): Readonly<Record<string, string>> {
  return { NODE_COMPILE_CACHE: compiledFolder() }
}

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
