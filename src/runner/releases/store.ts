/**
 * The releases that are installed, each in a folder of its own below the user's cache folder:
 *
 *     releases/2.10.0/           package.json package-lock.json node_modules/ complete.json
 *     releases/.making-<pid>-…/  one that is being installed
 *
 * topo installs a release aside and renames it into place when it is complete. An install that is killed leaves nothing
 * that counts, and the next install removes it. Of two processes that install the same release, the second uses the
 * folder of the first.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { copyFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { compare, valid } from 'semver'
import { cannotCache } from '../../base/errors.ts'
import { isAlive } from '../../base/is-alive.ts'
import { makeFolder } from '../../base/make-folder.ts'
import type { Npm } from './npm.ts'
import type { PackageSet } from './packages.ts'
import {
  type Complete,
  completeName,
  digestOf,
  isLock,
  isWhole,
  type Recipe,
  readComplete,
  readRecipe,
} from './release-folder.ts'

export interface InstalledRelease {
  /** `2.10.0`, or `file-<hash>` for a packed one. */
  readonly id: string
  readonly folder: string
  readonly packages: PackageSet
  readonly bytes: number
}

const asidePattern = /^\.(?:making|broken)-(\d+)-/

export class ReleaseStore {
  readonly #folder: string
  readonly #npm: Npm

  constructor(folder: string, npm: Npm) {
    this.#folder = folder
    this.#npm = npm
  }

  /** A release that is installed; only its complete.json is read. null: it is not there. */
  get(id: string): InstalledRelease | null {
    const folder = path.join(this.#folder, id)
    const complete = readComplete(folder)
    if (complete === null || !existsSync(path.join(folder, 'node_modules'))) return null
    return { id, folder, packages: complete.packages, bytes: complete.bytes }
  }

  /** All installed releases, the oldest first. */
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

  /** Reads every file of a release, and installs it again from its own lock file when any file has changed. */
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

  /** Installs the release aside. Returns that folder. */
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
      // With the earlier lock file, npm installs the same versions of all dependencies again.
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

  /** Moves the folder into place, unless a right one is there, as when another process was faster. */
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

  /** Moves the folder away before it deletes it, so that nobody sees half of a release. */
  async #discard(folder: string): Promise<void> {
    const aside = this.#aside('broken')
    if (await renamed(folder, aside, 'ENOENT')) await remove(aside)
  }

  /** Removes the unfinished folders of processes that have ended. */
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

/** Returns false when another process was faster, which the error code tells. */
async function renamed(from: string, to: string, code: 'ENOENT' | 'ENOTEMPTY'): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return false
    throw error
  }
}

/** Retries while a process that is about to end still writes. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10 })
}

function isSameSet(one: PackageSet | undefined, other: PackageSet): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other)
}

function order(a: string, b: string): number {
  if (valid(a) !== null && valid(b) !== null) return compare(a, b)
  return Number(valid(a) === null) - Number(valid(b) === null) || a.localeCompare(b)
}

/** The .npmrc of the project that `folder` belongs to, as npm looks for it; it may name a registry of the project's own. */
function projectNpmrc(folder: string): string | null {
  for (let at = folder; ; at = path.dirname(at)) {
    const isProject = ['package.json', 'node_modules'].some((name) => existsSync(path.join(at, name)))
    if (isProject || at === path.dirname(at)) {
      const file = path.join(at, '.npmrc')
      return existsSync(file) ? file : null
    }
  }
}
