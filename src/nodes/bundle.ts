/** The agent and libp2p in one file, which starts four times as fast as from node_modules; one for each libp2p release. */
import { fileURLToPath } from 'node:url'
import { cachedBundle } from '../cached-bundle.ts'
import { compiledFolder } from './cache-folder.ts'
import { type ModuleTree, resolveIn } from './releases/resolve-plugin.ts'

/** Environment of a process that runs a bundle: V8 keeps what it compiled beside it. */
export function bundleEnvironment(): Readonly<Record<string, string>> {
  return { NODE_COMPILE_CACHE: compiledFolder() }
}

const settings = {
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // Half the bytes to parse; identifiers stay readable in stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  banner: {
    // Some dependencies are CommonJS and require() node's own modules.
    js: "import { createRequire as topoCreateRequire } from 'node:module'; const require = topoCreateRequire(import.meta.url);",
  },
} as const

/** Path of a bundle of `entry`, a URL relative to this module, with libp2p from `modules` (null: topo's own). */
export async function bundleOf(entry: string, modules: ModuleTree | null = null): Promise<string> {
  return cachedBundle(fileURLToPath(new URL(entry, import.meta.url)), settings, {
    key: modules,
    check: modules?.check,
    plugins: modules === null ? [] : [resolveIn(modules)],
  })
}
