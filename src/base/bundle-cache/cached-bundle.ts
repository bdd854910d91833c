/** Bundles that esbuild makes on first use, kept in the user's cache folder until one of their sources changes. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import path from 'node:path'
import type { BuildOptions, Plugin } from 'esbuild'
import { cannotCache } from '../errors.ts'
import { makeFolder } from '../make-folder.ts'
import { version } from '../version.ts'
import { cacheFolder } from './cache-folder.ts'
import {
  type BundleManifest,
  checksumOf,
  isCurrent,
  pruneBundles,
  readManifest,
  stampOf,
  writeAtomically,
  writeManifest,
} from './kept-bundles.ts'

/** esbuild's settings for a program that runs in Node. */
export const bundleSettings = {
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

export interface Variant {
  /** Distinguishes it from other bundles of the same file. */
  readonly key: unknown
  /** Files that the bundle needs beside it, under their own names. They share modules with it. */
  readonly beside?: readonly string[]
  /** Called before the bundle is built. Throws when its sources are damaged. */
  readonly check?: (() => Promise<void>) | undefined
  readonly plugins: Plugin[]
}

/** Files made from sources, to be kept until a source changes. */
export interface Made {
  readonly files: readonly { readonly name: string; readonly contents: string | Uint8Array }[]
  /** Name of the file whose path is wanted. */
  readonly main: string
  /** Absolute paths. */
  readonly sources: readonly string[]
}

/** Milliseconds by which the kernel's clock for file times may be late: one tick. */
const fileTimeLag = 20

/** Path of the bundle of a file, made with these settings of esbuild. */
export async function cachedBundle(
  entryPath: string,
  settings: BuildOptions,
  variant: Variant = { key: null, plugins: [] },
): Promise<string> {
  return cached([entryPath, settings, variant.key], async (folder) => {
    await variant.check?.()
    return build([entryPath, ...(variant.beside ?? [])], { ...settings, plugins: variant.plugins }, folder)
  })
}

/** Path of the main file of what `make` makes, once for each key. */
export async function cached(
  key: readonly unknown[],
  make: (folder: string) => Promise<Made>,
): Promise<string> {
  const folder = path.join(cacheFolder(), 'bundles')
  const name = createHash('sha256')
    .update(JSON.stringify([version, ...key]))
    .digest('hex')
    .slice(0, 16)
  const manifestPath = path.join(folder, `${name}.json`)
  const kept = await readManifest(manifestPath)
  if (kept !== null && isCurrent(kept)) return kept.bundle
  const began = Date.now()
  return keep(await make(folder), began, manifestPath)
}

async function build(
  entryPoints: readonly [string, ...string[]],
  settings: BuildOptions,
  folder: string,
): Promise<Made> {
  const { build: esbuild } = await import('esbuild')
  const { root, name: entryName } = path.parse(entryPoints[0])
  const result = await esbuild({
    ...settings,
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    entryPoints: [...entryPoints],
    entryNames: '[name]',
    absWorkingDir: root,
    // Beside the final folder, because paths in source maps are relative.
    outdir: path.join(folder, 'new'),
    outExtension: { '.js': '.mjs' },
  })
  return {
    files: result.outputFiles.map(({ path: file, contents }) => ({ name: path.basename(file), contents })),
    main: `${entryName}.mjs`,
    // What a plugin makes has a namespace, and its own imports are inputs.
    sources: Object.keys(result.metafile.inputs)
      .filter((input) => !/^[a-z][a-z-]+:/.test(input))
      .map((input) => path.join(root, input)),
  }
}

async function keep({ files, main, sources }: Made, began: number, manifestPath: string): Promise<string> {
  const folder = path.dirname(manifestPath)
  const hash = createHash('sha256')
  for (const { name, contents } of files) hash.update(name).update(contents)
  const own = path.join(folder, hash.digest('hex').slice(0, 16))
  const bundle = path.join(own, main)
  try {
    makeFolder(own)
    for (const { name, contents } of files) await writeAtomically(path.join(own, name), contents)
  } catch (error) {
    throw cannotCache('what it bundles', folder, error)
  }
  // esbuild may have read a source before it changed: without a manifest, the next call makes them again.
  if (sources.some((file) => statSync(file).ctimeMs >= began - fileTimeLag)) return bundle
  const manifest: BundleManifest = {
    bundle,
    files: Object.fromEntries(
      files.map(({ name, contents }) => {
        const file = path.join(own, name)
        return [file, { stamp: stampOf(file), checksum: checksumOf(contents) }] as const
      }),
    ),
    inputs: Object.fromEntries(sources.map((file) => [file, stampOf(file)])),
  }
  await writeManifest(manifestPath, manifest)
  // Another process may prune at the same time.
  await pruneBundles(folder).catch(() => {})
  return bundle
}
