import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { cachedBundle } from '../../../cached-bundle.ts'

/** How the program that shows a report is made of page/. */
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

/** The program that shows a report: built on first use in a clone, and part of the package that is published. */
export async function pageScript(): Promise<string> {
  const isClone = import.meta.url.endsWith('.ts')
  const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
  return readFile(
    isClone ? await cachedBundle(here('./page/main.tsx'), pageSettings) : here('./page.js'),
    'utf8',
  )
}
