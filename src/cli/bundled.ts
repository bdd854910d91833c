/**
 * The command line from a bundle, made on first use as the agent's is: some hundred modules, of topo and of what it
 * stands on, take longer to find and to read than most topologies take to run.
 */
import { readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { BuildOptions, Plugin } from 'esbuild'
import { bundleSettings, cachedBundle } from '../base/bundle-cache/cached-bundle.ts'

const settings = {
  ...bundleSettings,
  // Each command in a file of its own, next to what several share.
  splitting: true,
  sourcemap: 'external',
  sourcesContent: false,
  define: { 'import.meta.url': 'topoModuleUrl' },
} as const satisfies BuildOptions

/** In the bundle, a module finds what lies beside it where its source is. */
const modulesWhereTheyAre: Plugin = {
  name: 'modules-where-they-are',
  setup: (build) => {
    build.onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8')
      if (!text.includes('import.meta.url')) return null
      const url = JSON.stringify(pathToFileURL(file).href)
      return { contents: `const topoModuleUrl = ${url};${text}`, loader: file.endsWith('ts') ? 'ts' : 'js' }
    })
  },
}

/** esbuild starts a program that is part of its package. */
const esbuildOutside: Plugin = {
  name: 'esbuild-outside',
  setup: (build) => {
    build.onResolve({ filter: /^esbuild$/ }, async ({ importer }) => {
      const manifest = findPackageJSON('esbuild', pathToFileURL(importer)) ?? ''
      const { main = '' } = JSON.parse(await readFile(manifest, 'utf8')) as { readonly main?: string }
      return { path: pathToFileURL(path.join(path.dirname(manifest), main)).href, external: true }
    })
  },
}

/** The URL of a module that exports what main.ts does. */
export async function bundledCommandLine(): Promise<string> {
  const entry = fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url),
  )
  const bundle = await cachedBundle(entry, settings, {
    key: null,
    plugins: [modulesWhereTheyAre, esbuildOutside],
  })
  return pathToFileURL(bundle).href
}
