/**
 * The bundles in the cache folder, each with a manifest that tells whether it is current:
 *
 *     bundles/<key>.json        the manifest, with its checksum; the key follows from the entry file and the settings
 *     bundles/<hash>/main.mjs   the bundle; the hash follows from its content
 */
import { hash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

export interface BundleManifest {
  readonly bundle: string
  /** Path of each file of the bundle -> its stamp and its checksum. */
  readonly files: Readonly<Record<string, KeptFile>>
  /** Path of each source -> its stamp. */
  readonly inputs: Readonly<Record<string, string>>
}

export interface KeptFile {
  readonly stamp: string
  readonly checksum: string
}

/** Milliseconds for which a running process may still use a bundle that no manifest names. */
const grace = 86_400_000

/** null: the manifest does not exist, or is damaged. */
export async function readManifest(file: string): Promise<BundleManifest | null> {
  try {
    const text = await readFile(file, 'utf8')
    const { checksum, manifest } = JSON.parse(text) as SignedManifest
    return checksum === checksumOf(JSON.stringify(manifest)) ? manifest : null
  } catch {
    return null
  }
}

interface SignedManifest {
  readonly checksum: string
  readonly manifest: BundleManifest
}

export async function writeManifest(file: string, manifest: BundleManifest): Promise<void> {
  const signed: SignedManifest = { checksum: checksumOf(JSON.stringify(manifest)), manifest }
  await writeAtomically(file, JSON.stringify(signed))
}

export function checksumOf(contents: string | Uint8Array): string {
  return hash('sha256', contents)
}

/** Returns true if the files of the bundle are as they were written. Reads only those that were touched since. */
function isWhole(files: BundleManifest['files']): boolean {
  return Object.entries(files).every(
    ([file, { stamp, checksum }]) => stampOf(file) === stamp || checksumOf(readFileSync(file)) === checksum,
  )
}

/** Synchronous, because some hundred calls on other threads would take ten times as long. */
export function isCurrent({ files, inputs }: BundleManifest): boolean {
  try {
    return isWhole(files) && Object.entries(inputs).every(([file, stamp]) => stampOf(file) === stamp)
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
