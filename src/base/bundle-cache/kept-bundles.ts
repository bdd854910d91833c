/**
 * The bundles in the cache folder, each with a manifest that tells whether it is current:
 *
 *     bundles/<key>.json        the manifest; the key follows from the entry file and the settings
 *     bundles/<hash>/main.mjs   the bundle; the hash follows from its content
 */
import { existsSync, statSync } from 'node:fs'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

export interface BundleManifest {
  readonly bundle: string
  /** All files of the bundle. */
  readonly files: readonly string[]
  /** Path of each source -> its stamp. */
  readonly inputs: Readonly<Record<string, string>>
}

/** Milliseconds for which a running process may still use a bundle that no manifest names. */
const grace = 86_400_000

/** null: the manifest does not exist, or is damaged. */
export async function readManifest(file: string): Promise<BundleManifest | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as BundleManifest
  } catch {
    return null
  }
}

/** Synchronous, because some hundred calls on other threads would take ten times as long. */
export function isCurrent({ files, inputs }: BundleManifest): boolean {
  try {
    for (const file of files) statSync(file)
    return Object.entries(inputs).every(([file, stamp]) => stampOf(file) === stamp)
  } catch {
    return false
  }
}

/** Size, change time and inode of a file. Archives set the modification time, but nothing sets the change time. */
export function stampOf(file: string): string {
  const { size, ctimeMs, ino } = statSync(file)
  return `${size} ${ctimeMs} ${ino}`
}

/** Two runs may do this at once: each writes a file of its own, and the last rename wins. */
export async function writeAtomically(file: string, contents: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.${performance.now()}`
  await writeFile(temporary, contents)
  await rename(temporary, file)
}

/** Removes bundles that no manifest names, and the manifests of sources that are gone. */
export async function pruneBundles(folder: string): Promise<void> {
  const names = await readdir(folder)
  const named = new Set<string>()
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const file = path.join(folder, name)
    const manifest = await readManifest(file)
    if (manifest === null || !Object.keys(manifest.inputs).every((input) => existsSync(input)))
      await removeOld(file)
    else named.add(path.basename(path.dirname(manifest.bundle)))
  }
  for (const name of names.filter((one) => !one.endsWith('.json') && !named.has(one))) {
    await removeOld(path.join(folder, name))
  }
}

/** Leaves new files alone: another process may be writing them at this moment. */
async function removeOld(file: string): Promise<void> {
  const { mtimeMs } = await stat(file)
  if (Date.now() - mtimeMs > grace) await rm(file, { recursive: true, force: true })
}
