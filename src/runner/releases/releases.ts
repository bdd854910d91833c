/** The libp2p releases: the version that a topology means, the packages that belong to it, and their folders. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { compare, maxSatisfying, minSatisfying, prerelease, valid } from 'semver'
import { cacheFolder } from '../../base/bundle-cache/cache-folder.ts'
import { HarnessError, InputError, messageOf } from '../../base/errors.ts'
import {
  current,
  isTooOld,
  localPrefix,
  oldestRelease,
  releaseSpecOf,
} from '../language/values/libp2p-release.ts'
import { findLocal } from './local.ts'
import { createNpm, type Npm, NpmError, type PackageIndex } from './npm.ts'
import { companions, isComplete } from './packages.ts'
import { readPacked } from './packed.ts'
import type { Recipe } from './release-folder.ts'
import type { ModuleTree } from './resolve-plugin.ts'
import { buildOf, type Published, packageSet, pinsOf } from './rule.ts'
import { type InstalledRelease, ReleaseStore } from './store.ts'

export interface ReleasesOptions {
  readonly folder?: string
  readonly npm?: Npm
  /** Called with a sentence before work that takes long. */
  readonly tell?: (what: string) => void
}

export class Releases {
  readonly store: ReleaseStore
  readonly #npm: Npm
  readonly #tell: (what: string) => void

  constructor({
    folder = path.join(cacheFolder(), 'releases'),
    npm = createNpm(),
    tell = () => {},
  }: ReleasesOptions = {}) {
    this.#npm = npm
    this.#tell = tell
    this.store = new ReleaseStore(folder, npm)
  }

  /**
   * Returns `current`, an exact version, or `local:` and an absolute path. Only ranges and tags ask the registry.
   * Relative paths begin at `folder`.
   */
  async exact(text: string, folder: string): Promise<string> {
    const spec = releaseSpecOf(text)
    switch (spec?.kind) {
      case undefined:
        throw new InputError(`"${text}" is no libp2p release`)
      case 'current':
        return current
      case 'exact':
        return spec.version
      case 'local':
        return `${localPrefix}${path.resolve(folder, spec.path)}`
      case 'open':
        return this.#newest(spec.text)
    }
  }

  /** Throws when the release does not exist; installs nothing. */
  async check(release: string): Promise<void> {
    if (release === current) return
    if (release.startsWith(localPrefix)) {
      const local = findLocal(release.slice(localPrefix.length))
      if (local.kind === 'packed') readPacked(readFileSync(local.file), local.file)
    } else if (this.#known(release) === null) {
      await this.#reaching(release, () => this.#published(release))
    }
  }

  /**
   * The packages of an exact release, which it installs when they are missing. null: topo's own packages. `needed` are
   * packages that an earlier topo may have left out of its installation.
   */
  async modules(release: string, needed: readonly string[] = []): Promise<ModuleTree | null> {
    if (release === current) return null
    if (!release.startsWith(localPrefix)) return this.#treeOf(await this.#with(release, needed))
    const local = findLocal(release.slice(localPrefix.length))
    if (local.kind === 'folder') return { id: release, version: local.version, folders: local.folders }
    return this.#treeOf(await this.#installPacked(local.file))
  }

  /** Installs a version, unless it is installed: then it needs no network. */
  async installed(version: string): Promise<InstalledRelease> {
    const known = this.#known(version)
    return known ?? (await this.#install(version, version, () => this.#published(version), version))
  }

  /** An installed version, installed again if it lacks packages that it can have. */
  async #with(version: string, needed: readonly string[]): Promise<InstalledRelease> {
    const installed = await this.installed(version)
    if (needed.every((name) => name in installed.packages)) return installed
    return this.#reaching(version, async () => {
      const recipe = await this.#recipe(version, () => this.#published(version))
      const isMore = needed.some((name) => name in recipe.packages && !(name in installed.packages))
      if (!isMore) return installed
      this.#tell(`installing more packages of libp2p ${version}, once`)
      return this.store.install(version, recipe)
    })
  }

  /** The versions that topo can run, oldest first, and the registry's tags. */
  async available(): Promise<PackageIndex> {
    const { versions, tags } = await this.#index('the list of libp2p releases')
    const usable = versions.filter((one) => prerelease(one) === null && !isTooOld(one))
    return { versions: usable.sort(compare), tags }
  }

  async #newest(text: string): Promise<string> {
    const { versions, tags } = await this.#index(`libp2p ${text}`)
    const tagged = Object.hasOwn(tags, text) ? tags[text] : undefined
    const found = tagged ?? maxSatisfying([...versions], text)
    if (found === undefined || found === null) {
      const known = Object.entries(tags).map(([tag, version]) => `${tag} (${version})`)
      throw new InputError(
        `there is no libp2p ${text}; the newest is ${versions.toSorted(compare).at(-1)}, tags are ${known.join(', ')}`,
      )
    }
    if (isTooOld(found)) {
      throw new InputError(`libp2p ${text} is ${found}, and topo runs libp2p from ${oldestRelease} on`)
    }
    return found
  }

  async #index(what: string): Promise<PackageIndex> {
    try {
      return await this.#npm.index('libp2p')
    } catch (error) {
      throw this.#unreachable(what, error)
    }
  }

  async #published(version: string): Promise<Published> {
    try {
      const [found] = await this.#npm.published('libp2p', version)
      if (found !== undefined) return found
    } catch (error) {
      if (!(error instanceof NpmError) || error.code !== 'E404') throw error
    }
    const { versions } = await this.#npm.index('libp2p')
    throw new InputError(
      `there is no libp2p ${version}; near it are ${nearest(version, versions).join(', ')}`,
    )
  }

  async #installPacked(file: string): Promise<InstalledRelease> {
    const content = readFileSync(file)
    const manifest = readPacked(content, file)
    const id = `file-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`
    const known = this.#known(id)
    return known ?? (await this.#install(id, `file:${file}`, async () => manifest, `${localPrefix}${file}`))
  }

  #known(id: string): InstalledRelease | null {
    const installed = this.store.get(id)
    return installed !== null && isComplete(installed.packages) ? installed : null
  }

  /** `source` is libp2p's own entry in the dependencies for npm. */
  async #install(
    id: string,
    source: string,
    libp2p: () => Promise<Published>,
    name: string,
  ): Promise<InstalledRelease> {
    this.#tell(`installing libp2p ${name}, once`)
    return this.#reaching(name, async () => this.store.install(id, await this.#recipe(source, libp2p)))
  }

  async #reaching<T>(name: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      throw error instanceof NpmError ? this.#unreachable(`libp2p ${name}`, error, name) : error
    }
  }

  async #recipe(source: string, libp2p: () => Promise<Published>): Promise<Recipe> {
    const release = await libp2p()
    const found = await Promise.all(companions.map((name) => this.#all(name, buildOf(release.version))))
    const published = Object.fromEntries(companions.map((name, index) => [name, found[index] ?? []]))
    const packages = packageSet(release, published)
    const chosen = companions.flatMap((name) =>
      (published[name] ?? []).filter(({ version }) => version === packages[name]),
    )
    const pins = Object.entries(pinsOf([release, ...chosen]))
    const shared = await Promise.all(
      pins.map(async ([name, version]) => [name, await this.#lowest(name, version)] as const),
    )
    return { packages, dependencies: { ...packages, ...Object.fromEntries(shared), libp2p: source } }
  }

  /** The version itself; where the registry lacks it, the next compatible version. */
  async #lowest(name: string, version: string): Promise<string> {
    const { versions } = await this.#npm.index(name)
    return minSatisfying([...versions], `^${version}`) ?? version
  }

  /** Every version of a companion. A registry may lack one of them altogether. */
  async #all(name: string, build: string | null): Promise<readonly Published[]> {
    try {
      const released = this.#npm.published(name, '>=0')
      if (build === null) return await released
      const { versions } = await this.#npm.index(name)
      const same = versions.find((version) => buildOf(version) === build)
      return same === undefined
        ? await released
        : [...(await released), ...(await this.#npm.published(name, same))]
    } catch (error) {
      if (error instanceof NpmError && error.code === 'E404') return []
      throw error
    }
  }

  #treeOf({ id, folder, packages }: InstalledRelease): ModuleTree {
    return {
      id,
      version: packages['libp2p'] ?? id,
      folders: [folder, path.join(folder, 'node_modules/libp2p')],
      check: async () => {
        const state = await this.store.repair(id).catch((error: unknown) => {
          throw error instanceof NpmError
            ? this.#unreachable(`libp2p ${id}, whose files are damaged,`, error, id)
            : error
        })
        if (state === 'repaired') this.#tell(`libp2p ${id} was damaged and has been installed again`)
      },
    }
  }

  #unreachable(what: string, error: unknown, name = '<version>'): HarnessError {
    const installed = this.store.list().map(({ id }) => id)
    const known = installed.length === 0 ? 'none is installed' : `installed are ${installed.join(', ')}`
    const reason = messageOf(error)
    return new HarnessError(
      `${what} cannot be had: npm says "${reason}".\n      Releases that are installed need no network (${known}). Where there is one, run: topo releases install ${name}`,
      { cause: error },
    )
  }
}

/** The released versions next to a version that does not exist, at most two on each side. */
function nearest(wanted: string, versions: readonly string[]): readonly string[] {
  const released = versions.filter((one) => valid(one) !== null && prerelease(one) === null).sort(compare)
  const above = released.findIndex((one) => compare(one, wanted) > 0)
  const at = above === -1 ? released.length : above
  return released.slice(Math.max(0, at - 2), at + 2)
}
