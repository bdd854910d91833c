/**
 * Bundles made with esbuild on first use, and kept in the user's cache folder for as long as none of the files that
 * went into them has changed.
 */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { BuildOptions, Plugin } from 'esbuild'
import { cannotCache } from '../errors.ts'
import { makeFolder } from '../make-folder.ts'
import { version } from '../version.ts'
import { type BundleManifest, readManifest } from './bundle-manifest.ts'
import { cacheFolder } from './cache-folder.ts'
import { pruneBundles } from './prune-bundles.ts'

export interface Variant {
  /** What tells it from other bundles of the same file. */
  readonly key: unknown
  /** Throws when what goes into it is not in order. Only called before it is built. */
  readonly check?: (() => Promise<void>) | undefined
  readonly plugins: Plugin[]
}

/** Milliseconds by which the clock that stamps files may be behind: a tick of the kernel's. */
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
  const result = await esbuild({
    ...settings,
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    entryPoints: [entryPath],
    absWorkingDir: path.parse(entryPath).root,
    // Beside where the files come to be: paths in source maps are relative.
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
  const bundle = path.join(own, `${path.parse(entryPath).name}.mjs`)
  const root = path.parse(entryPath).root
  const sources = Object.keys(result.metafile.inputs).map((input) => path.join(root, input))
  try {
    makeFolder(own)
    for (const { name, contents } of files) await writeAtomically(path.join(own, name), contents)
  } catch (error) {
    throw cannotCache('what it bundles', folder, error)
  }
  // One that was written to meanwhile may have been read before: the next to ask makes another bundle.
  if (sources.some((file) => statSync(file).ctimeMs >= began - fileTimeLag)) return bundle
  const manifest: BundleManifest = {
    bundle,
    files: files.map(({ name }) => path.join(own, name)),
    inputs: Object.fromEntries(sources.map((file) => [file, identityOf(file)])),
  }
  await writeAtomically(manifestPath, JSON.stringify(manifest))
  // Another process may be at it, too.
  await pruneBundles(folder).catch(() => {})
  return bundle
}

/** Synchronous, because some hundred calls on other threads would take ten times as long. */
function isCurrent({ files, inputs }: BundleManifest): boolean {
  try {
    for (const file of files) statSync(file)
    return Object.entries(inputs).every(([file, identity]) => identityOf(file) === identity)
  } catch {
    return false
  }
}

/** Size and change time: unlike the modification time, which archives set, the latter cannot be faked. */
function identityOf(file: string): string {
  const { size, ctimeMs, ino } = statSync(file)
  return `${size} ${ctimeMs} ${ino}`
}

/** Two runs may do this at once: each writes its own file, and the last rename wins. */
async function writeAtomically(file: string, contents: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.${performance.now()}`
  await writeFile(temporary, contents)
  await rename(temporary, file)
}
