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
  /** Called before the bundle is built. Throws when its sources are damaged. */
  readonly check?: (() => Promise<void>) | undefined
  readonly plugins: Plugin[]
}

/** Milliseconds by which the kernel's clock for file times may be late: one tick. */
const fileTimeLag = 20

/** Path of the bundle of a file, made with these settings of esbuild. */
export async function cachedBundle(
  entryPath: string,
  settings: BuildOptions,
  variant: Variant = { key: null, plugins: [] },
): Promise<string> {
  const folder = path.join(cacheFolder(), 'bundles')
  const key = createHash('sha256')
    .update(JSON.stringify([version, entryPath, settings, variant.key]))
    .digest('hex')
    .slice(0, 16)
  const manifestPath = path.join(folder, `${key}.json`)
  const kept = await readManifest(manifestPath)
  if (kept !== null && isCurrent(kept)) return kept.bundle
  await variant.check?.()
  return build(entryPath, { ...settings, plugins: variant.plugins }, folder, manifestPath)
}

async function build(
  entryPath: string,
  settings: BuildOptions,
  folder: string,
  manifestPath: string,
): Promise<string> {
  const { build: esbuild } = await import('esbuild')
  const began = Date.now()
  const { root, name: entryName } = path.parse(entryPath)
  const result = await esbuild({
    ...settings,
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    entryPoints: [entryPath],
    absWorkingDir: root,
    // Beside the final folder, because paths in source maps are relative.
    outdir: path.join(folder, 'new'),
    outExtension: { '.js': '.mjs' },
  })
  const files = result.outputFiles.map(({ path: file, contents }) => ({
    name: path.basename(file),
    contents,
  }))
  const hash = createHash('sha256')
  for (const { name, contents } of files) hash.update(name).update(contents)
  const own = path.join(folder, hash.digest('hex').slice(0, 16))
  const bundle = path.join(own, `${entryName}.mjs`)
  const sources = Object.keys(result.metafile.inputs).map((input) => path.join(root, input))
  try {
    makeFolder(own)
    for (const { name, contents } of files) await writeAtomically(path.join(own, name), contents)
  } catch (error) {
    throw cannotCache('what it bundles', folder, error)
  }
  // esbuild may have read a source before it changed: without a manifest, the next call bundles again.
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
