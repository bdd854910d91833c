import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createNpm, type Npm } from '../../../src/runner/releases/npm.ts'
import type { Recipe } from '../../../src/runner/releases/release-folder.ts'
import { ReleaseStore } from '../../../src/runner/releases/store.ts'
import { pack } from '../../support/packed.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** npm as it is; what it installs is packed here, so it needs no network. */
const npm = createNpm({ ...process.env, npm_config_registry: 'http://127.0.0.1:9/' })
let recipe: Recipe

beforeAll(async () => {
  const file = await pack(temporaryFolder(), 'libp2p', '9.9.9')
  recipe = { packages: { libp2p: '9.9.9' }, dependencies: { libp2p: `file:${file}` } }
})

describe('the store of installed releases', () => {
  let folder: string
  let installs: number
  let store: ReleaseStore

  const counting: Npm = {
    ...npm,
    install: (aside) => {
      installs += 1
      return npm.install(aside)
    },
  }
  const program = () => path.join(folder, '9.9.9/node_modules/libp2p/index.js')

  beforeEach(() => {
    folder = path.join(temporaryFolder(), 'releases')
    installs = 0
    store = new ReleaseStore(folder, counting)
  })

  it('lists the installed releases with lock file and size, and nothing else', async () => {
    expect(store.get('9.9.9')).toBeNull()
    const installed = await store.install('9.9.9', recipe)
    expect(installed).toMatchObject({ id: '9.9.9', packages: { libp2p: '9.9.9' } })
    expect(installed.bytes).toBeGreaterThan(100)
    expect(readdirSync(folder)).toEqual(['9.9.9'])
    expect(readdirSync(installed.folder)).toContain('package-lock.json')
    expect(readFileSync(program(), 'utf8')).toContain('9.9.9')
    expect(store.list()).toEqual([installed])
  })

  it('names the remedy when its folder cannot be written', async () => {
    const nowhere = new ReleaseStore('/proc/none/releases', counting)
    await expect(nowhere.install('9.9.9', recipe)).rejects.toThrow(
      /^cannot keep releases in \/proc\/none\/releases: E.*; set TOPO_CACHE to a folder that can be written$/,
    )
    expect(installs).toBe(0)
  })

  it('ignores a killed install, and removes its files', async () => {
    const gone = spawnSync(process.execPath, ['--version']).pid
    const left = path.join(folder, `.making-${gone}-000000`)
    const running = path.join(folder, `.making-${process.pid}-000000`)
    for (const one of [left, running]) mkdirSync(path.join(one, 'node_modules'), { recursive: true })
    expect(store.list()).toEqual([])
    await store.install('9.9.9', recipe)
    expect(existsSync(left)).toBe(false)
    expect(existsSync(running)).toBe(true)
  })

  it('leaves nothing behind when npm fails', async () => {
    const impossible = { ...recipe, dependencies: { libp2p: 'file:/does/not/exist.tgz' } }
    await expect(store.install('9.9.9', impossible)).rejects.toThrow()
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives two simultaneous installs the same release', async () => {
    const other = new ReleaseStore(folder, counting)
    const [one, two] = await Promise.all([store.install('9.9.9', recipe), other.install('9.9.9', recipe)])
    expect(one).toEqual(two)
    expect(readdirSync(folder)).toEqual(['9.9.9'])
  })

  it.each([
    ['changed', () => writeFileSync(program(), 'export const version = 0\n')],
    ['cut short', () => writeFileSync(program(), '')],
    ['removed', () => rmSync(program())],
    ['added', () => writeFileSync(path.join(path.dirname(program()), 'more.js'), '')],
  ])('finds and repairs a release in which a file was %s', async (_, damage) => {
    await store.install('9.9.9', recipe)
    expect(await store.repair('9.9.9')).toBe('whole')
    damage()
    expect(await store.repair('9.9.9')).toBe('repaired')
    expect(readFileSync(program(), 'utf8')).toContain('9.9.9')
    expect(await store.repair('9.9.9')).toBe('whole')
    expect(readdirSync(folder)).toEqual(['9.9.9'])
    expect(installs).toBe(2)
  })

  it.each([
    ['cannot be read', (file: string) => writeFileSync(file, '{"packages":')],
    ['is not there', (file: string) => rmSync(file)],
  ])('does not count a release whose complete.json %s, and installs it anew', async (_, damage) => {
    await store.install('9.9.9', recipe)
    damage(path.join(folder, '9.9.9/complete.json'))
    expect(store.get('9.9.9')).toBeNull()
    await store.install('9.9.9', recipe)
    expect(store.get('9.9.9')).not.toBeNull()
    expect(readdirSync(folder)).toEqual(['9.9.9'])
  })

  it('removes a release', async () => {
    await store.install('9.9.9', recipe)
    await store.remove('9.9.9')
    expect(readdirSync(folder)).toEqual([])
  })
})
