/**
 * The command line as a bundle, made on first use like the bundle of the agent. Finding and reading some hundred
 * modules would take longer than most topologies take to run.
 */
import { readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { BuildOptions, Plugin } from 'esbuild'
import { bundleSettings, cachedBundle } from '../base/bundle-cache/cached-bundle.ts'

const settings = {
  ...bundleSettings,
  // One file for each command, and files for the code that several commands share.
  splitting: true,
  sourcemap: 'external',
  sourcesContent: false,
  define: { 'import.meta.url': 'topoModuleUrl' },
} as const satisfies BuildOptions

/** Keeps `import.meta.url` of each module at its source, so that the bundle finds files beside the source. */
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

/** Leaves esbuild out of the bundle, since it starts a program in its package. */
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

/** Returns the URL of the bundle of main.ts. */
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
