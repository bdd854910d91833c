import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { cachedBundle } from '../../../base/bundle-cache/cached-bundle.ts'

/** The programs of pages, each from a file in browser/. */
export const pagePrograms = {
  report: 'main.tsx',
  comparison: 'comparison.tsx',
  results: 'results.tsx',
  experiment: 'experiment.tsx',
  search: 'search.tsx',
} as const

export type PageProgram = keyof typeof pagePrograms

/** esbuild's settings for a program. */
export const pageSettings = {
  platform: 'browser',
  format: 'iife',
  target: ['chrome120', 'firefox120', 'safari17'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.css': 'text' },
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
} as const satisfies BuildOptions

/** The program of a page: bundled on first use in a clone, and a file of the published package. */
export async function pageScript(program: PageProgram): Promise<string> {
  const isClone = import.meta.url.endsWith('.ts')
  const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
  return readFile(
    isClone
      ? await cachedBundle(here(`./browser/${pagePrograms[program]}`), pageSettings)
      : here(`./page-${program}.js`),
    'utf8',
  )
}
