/**
 * The releases that are installed, each in a folder of its own below the user's cache folder:
 *
 *     releases/2.10.0/           package.json package-lock.json node_modules/ complete.json
 *     releases/.making-<pid>-…/  one that is being installed
 *
 * A release is installed aside and renamed into place when it is complete, so that whoever is killed leaves nothing
 * that counts (the next install removes it), and of two that do the same at once one wins and the other uses what is there.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { copyFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { compare, valid } from 'semver'
import { cannotCache } from '../../base/errors.ts'
import { isAlive } from '../../base/is-alive.ts'
import { makeFolder } from '../../base/make-folder.ts'
import { isRecord } from '../../events/shape.ts'
import { digestOf } from './folder-digest.ts'
import type { Npm } from './npm.ts'
import type { PackageSet } from './packages.ts'
import { projectNpmrc } from './project-npmrc.ts'

export interface InstalledRelease {
  /** `2.10.0`, or `file-<hash>` for a packed one. */
  readonly id: string
  readonly folder: string
  readonly packages: PackageSet
  readonly bytes: number
}

/** What stands in complete.json, which is written last. */
interface Complete {
  readonly packages: PackageSet
  readonly digest: string
  readonly bytes: number
}

/** How to install a release, as the package.json says it that npm is given. */
export interface Recipe {
  readonly packages: PackageSet
  /**
   * Name -> version, or `file:` and a path: the packages, and what they share, which npm then takes for all of them
   * that are content with it.
   */
  readonly dependencies: Readonly<Record<string, string>>
}

const completeName = 'complete.json'
const asidePattern = /^\.(?:making|broken)-(\d+)-/

export class ReleaseStore {
  readonly #folder: string
  readonly #npm: Npm

  constructor(folder: string, npm: Npm) {
    this.#folder = folder
    this.#npm = npm
  }

  /** A release that is there, by the look of it: nothing but complete.json is read. */
  get(id: string): InstalledRelease | null {
    const folder = path.join(this.#folder, id)
    const complete = readComplete(folder)
    if (complete === null || !existsSync(path.join(folder, 'node_modules'))) return null
    return { id, folder, packages: complete.packages, bytes: complete.bytes }
  }

  /** All of them, oldest release first. */
  list(): readonly InstalledRelease[] {
    const ids = this.#entries().filter((name) => !name.startsWith('.'))
    return ids.flatMap((id) => this.get(id) ?? []).sort((a, b) => order(a.id, b.id))
  }

  async install(id: string, recipe: Recipe): Promise<InstalledRelease> {
    await this.clean()
    const folder = path.join(this.#folder, id)
    const aside = await this.#make(folder, recipe)
    await this.#place(aside, folder, () => isSameSet(this.get(id)?.packages, recipe.packages))
    return this.#known(id)
  }

  /** Reads every file of a release, and installs it again, from its own lock file, when any of them is not what it was. */
  async repair(id: string): Promise<'whole' | 'repaired'> {
    const folder = path.join(this.#folder, id)
    const complete = readComplete(folder)
    if (complete !== null && isWhole(folder, complete)) return 'whole'
    const recipe = readRecipe(folder)
    if (recipe === null) throw new Error(`the release ${id} in ${folder} is damaged beyond repair: delete it`)
    const aside = await this.#make(folder, recipe)
    await this.#place(aside, folder, () => {
      const now = readComplete(folder)
      return now !== null && isWhole(folder, now)
    })
    return 'repaired'
  }

  async remove(id: string): Promise<void> {
    await this.#discard(path.join(this.#folder, id))
  }

  /** Installs it aside and returns where. */
  async #make(folder: string, { packages, dependencies }: Recipe): Promise<string> {
    const aside = this.#aside('making')
    try {
      makeFolder(aside)
    } catch (error) {
      throw cannotCache('releases', this.#folder, error)
    }
    try {
      await writeFile(
        path.join(aside, 'package.json'),
        JSON.stringify({ private: true, dependencies, topo: { packages } }, null, 2),
      )
      // The same versions again of what the release depends on, where it was installed before.
      if (isLock(path.join(folder, 'package-lock.json'))) {
        await copyFile(path.join(folder, 'package-lock.json'), path.join(aside, 'package-lock.json'))
      }
      const npmrc = projectNpmrc(process.cwd())
      if (npmrc !== null) await copyFile(npmrc, path.join(aside, '.npmrc'))
      await this.#npm.install(aside)
      await rm(path.join(aside, '.npmrc'), { force: true })
      const complete: Complete = { packages, ...digestOf(path.join(aside, 'node_modules')) }
      await writeFile(path.join(aside, completeName), JSON.stringify(complete, null, 2))
      return aside
    } catch (error) {
      await remove(aside)
      throw error
    }
  }

  /** Moves it into place, unless what is there is right, as when another process came first. */
  async #place(aside: string, folder: string, isRight: () => boolean): Promise<void> {
    try {
      while (!isRight()) {
        await this.#discard(folder)
        if (await renamed(aside, folder, 'ENOTEMPTY')) return
      }
    } finally {
      await remove(aside)
    }
  }

  /** Moved away first, so that nobody sees half of it. */
  async #discard(folder: string): Promise<void> {
    const aside = this.#aside('broken')
    if (await renamed(folder, aside, 'ENOENT')) await remove(aside)
  }

  /** Removes what processes left behind that are no more. */
  async clean(): Promise<void> {
    for (const name of this.#entries()) {
      const pid = asidePattern.exec(name)?.[1]
      if (pid !== undefined && !isAlive(Number(pid))) {
        await remove(path.join(this.#folder, name))
      }
    }
  }

  #aside(what: 'making' | 'broken'): string {
    return path.join(this.#folder, `.${what}-${process.pid}-${randomBytes(6).toString('hex')}`)
  }

  #entries(): readonly string[] {
    return existsSync(this.#folder) ? readdirSync(this.#folder) : []
  }

  #known(id: string): InstalledRelease {
    const installed = this.get(id)
    if (installed === null) throw new Error(`the release ${id} was removed while it was installed`)
    return installed
  }
}

/** False when it cannot be, because of what another process did first. */
async function renamed(from: string, to: string, code: 'ENOENT' | 'ENOTEMPTY'): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return false
    throw error
  }
}

/** Again and again, where something still writes that is about to end. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10 })
}

function readComplete(folder: string): Complete | null {
  const value = readJson(path.join(folder, completeName))
  if (!isRecord(value) || !isRecord(value['packages'])) return null
  return typeof value['digest'] === 'string' && typeof value['bytes'] === 'number'
    ? { packages: value['packages'] as PackageSet, digest: value['digest'], bytes: value['bytes'] }
    : null
}

function isWhole(folder: string, { digest }: Complete): boolean {
  try {
    return digestOf(path.join(folder, 'node_modules')).digest === digest
  } catch {
    return false
  }
}

/** What the release was made of. */
function readRecipe(folder: string): Recipe | null {
  const manifest = readJson(path.join(folder, 'package.json'))
  if (!isRecord(manifest)) return null
  const { dependencies, topo } = manifest
  if (!isRecord(dependencies) || !isRecord(topo)) return null
  return { packages: topo['packages'], dependencies } as unknown as Recipe
}

function isSameSet(one: PackageSet | undefined, other: PackageSet): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other)
}

function isLock(file: string): boolean {
  return isRecord(readJson(file))
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

function order(a: string, b: string): number {
  if (valid(a) !== null && valid(b) !== null) return compare(a, b)
  return Number(valid(a) === null) - Number(valid(b) === null) || a.localeCompare(b)
}
