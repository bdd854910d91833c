/**
 * An esbuild plugin that gives each node of a shared process its own locks. The package mortice, which libp2p's peer store
 * uses, keeps all locks of a process by name, and the names are peer ids: nodes that know the same peer would wait for each
 * other.
 */

import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

const namespace = 'topo-node-locks'
const control = fileURLToPath(
  new URL(`../../nodes/sandbox/control${path.extname(import.meta.url)}`, import.meta.url),
)

/** Marks the requests of this plugin to esbuild's own resolution. */
const ours = Symbol(namespace)

export const nodeLocks: Plugin = {
  name: namespace,
  setup: (build) => {
    build.onResolve({ filter: /^mortice$/ }, async ({ path: specifier, pluginData, ...args }) => {
      if (pluginData === ours) return null
      const found = await build.resolve(specifier, { ...args, pluginData: ours })
      return found.errors.length > 0 ? found : { path: found.path, namespace }
    })
    build.onLoad({ filter: /.*/, namespace }, ({ path: file }) => ({
      resolveDir: path.dirname(file),
      contents: `
        import createLock from ${JSON.stringify(file)}
        import { topoProcess } from ${JSON.stringify(control)}
        export default (options) => {
          const node = topoProcess()?.node ?? 0
          return createLock(node === 0 ? options : { ...options, name: node + '/' + (options?.name ?? 'lock') })
        }`,
    }))
  },
}
