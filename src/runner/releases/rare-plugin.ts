/**
 * An esbuild plugin that leaves packages which few nodes use out of the agent's bundle. They are in files beside it: in
 * the bundle, every node would parse them at its start, and load node:http with WebSockets.
 */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

const extension = path.extname(import.meta.url)
const names = ['datastore', 'pnet', 'tls', 'websockets'] as const

/** The files to bundle beside the agent. */
export const rareFiles: readonly string[] = names.map((name) =>
  fileURLToPath(new URL(`../../nodes/rare/${name}${extension}`, import.meta.url)),
)

export const rareOutside: Plugin = {
  name: 'topo-rare',
  setup: (build) => {
    build.onResolve({ filter: /\/rare\/[a-z]+\.[jt]s$/ }, ({ kind, path: file }) =>
      kind === 'dynamic-import' ? { path: `./${path.parse(file).name}.mjs`, external: true } : null,
    )
  },
}
