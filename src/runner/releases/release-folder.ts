/** The folder of one installed release: its completeness, its digest, and the recipe from which it was made. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isRecord } from '../../events/shape.ts'
import type { PackageSet } from './packages.ts'

/** The content of complete.json, the last file that an installation writes. */
export interface Complete extends FolderDigest {
  readonly packages: PackageSet
}

/** The package.json that npm is given. */
export interface Recipe {
  readonly packages: PackageSet
  /**
   * Name -> version, or `file:` and a path: the packages of the release, and the packages that they share, of which npm
   * then takes this version wherever it fits.
   */
  readonly dependencies: Readonly<Record<string, string>>
}

interface FolderDigest {
  /** Changes with the name or the content of any file in the folder. */
  readonly digest: string
  readonly bytes: number
}

export const completeName = 'complete.json'

/** null: the release is not completely installed. */
export function readComplete(folder: string): Complete | null {
  const value = readJson(path.join(folder, completeName))
  if (!isRecord(value) || !isRecord(value['packages'])) return null
  return typeof value['digest'] === 'string' && typeof value['bytes'] === 'number'
    ? { packages: value['packages'] as PackageSet, digest: value['digest'], bytes: value['bytes'] }
    : null
}

/** Reads every file of the release. */
export function isWhole(folder: string, { digest }: Complete): boolean {
  try {
    return digestOf(path.join(folder, 'node_modules')).digest === digest
  } catch {
    return false
  }
}

/** null: the release's package.json is damaged. */
export function readRecipe(folder: string): Recipe | null {
  const manifest = readJson(path.join(folder, 'package.json'))
  if (!isRecord(manifest)) return null
  const { dependencies, topo } = manifest
  if (!isRecord(dependencies) || !isRecord(topo)) return null
  return { packages: topo['packages'], dependencies } as unknown as Recipe
}

export function isLock(file: string): boolean {
  return isRecord(readJson(file))
}

export function digestOf(folder: string): FolderDigest {
  const hash = createHash('sha256')
  let bytes = 0
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((one) => path.join(one.parentPath, one.name))
  for (const file of files.sort()) {
    const content = readFileSync(file)
    bytes += content.length
    hash.update(`${path.relative(folder, file)}\0${content.length}\0`).update(content)
  }
  return { digest: hash.digest('hex'), bytes }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
