import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agentPrograms } from '../../../src/runner/releases/agent-programs.ts'
import { createNpm } from '../../../src/runner/releases/npm.ts'
import { companions } from '../../../src/runner/releases/packages.ts'
import { Releases } from '../../../src/runner/releases/releases.ts'
import type { Published } from '../../../src/runner/releases/rule.ts'
import { ReleaseStore } from '../../../src/runner/releases/store.ts'
import { pack } from '../../support/packed.ts'
import { Registry } from '../../support/registry.ts'
import { root } from '../../support/run-topology.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const published = JSON.parse(
  readFileSync(path.join(root, 'test/fixtures/releases/published.json'), 'utf8'),
) as Record<string, readonly Published[]>

/** npm as it is, with a registry and a cache of the test's own. */
function npmAt(url: string) {
  return createNpm({ ...process.env, npm_config_registry: url, npm_config_cache: temporaryFolder() })
}

describe('releases', () => {
  let registry: Registry
  let releases: Releases

  beforeAll(async () => {
    registry = await Registry.open(published)
    releases = new Releases({ folder: temporaryFolder(), npm: npmAt(registry.url) })
  })

  afterAll(() => registry[Symbol.asyncDispose]())

  it.each([
    ['3.3.x', '3.3.11'],
    ['~3.0.1', '3.0.7'],
    ['2', '2.10.0'],
    ['latest', '3.3.11'],
    ['next', '3.3.11'],
  ])('%s means the newest that the registry has: %s', async (text, version) => {
    expect(await releases.exact(text, '/')).toBe(version)
  })

  it.each([
    ['2.10.0', '2.10.0'],
    ['current', 'current'],
    ['local:../js-libp2p', 'local:/home/js-libp2p'],
  ])('%s is exact without asking anybody', async (text, exact) => {
    const offline = new Releases({ folder: temporaryFolder(), npm: npmAt('http://127.0.0.1:9/') })
    expect(await offline.exact(text, '/home/me')).toBe(exact)
  })

  it('that do not exist are refused with those near them', async () => {
    await expect(releases.installed('3.0.99')).rejects.toThrow(
      'there is no libp2p 3.0.99; near it are 2.10.0, 3.0.7, 3.2.0, 3.3.5',
    )
    await expect(releases.exact('newest', '/')).rejects.toThrow(
      'there is no libp2p newest; the newest is 3.3.11, tags are latest (3.3.11), next (3.3.11)',
    )
  })

  it('that do not exist are refused before topo says that it installs anything', async () => {
    const told: string[] = []
    const folder = temporaryFolder()
    const checked = new Releases({
      folder,
      npm: npmAt(registry.url),
      tell: (what) => void told.push(what),
    })
    const needed = ['2.10.0', '3.0.99'].map((libp2p) => ({ libp2p, module: null }))
    await expect(agentPrograms(needed, checked)).rejects.toThrow('there is no libp2p 3.0.99')
    await expect(checked.check(`local:${folder}/none`)).rejects.toThrow('there is no file or folder')
    expect(told).toEqual([])
  })

  it('that can be chosen are those of the registry', async () => {
    const { versions } = await releases.available()
    expect(versions).toEqual(['1.9.4', '2.1.9', '2.10.0', '3.0.7', '3.2.0', '3.3.5', '3.3.11'])
  })

  it('that are installed need no network', async () => {
    const folder = temporaryFolder()
    const npm = npmAt('http://127.0.0.1:9/')
    const file = await pack(temporaryFolder(), 'libp2p', '9.9.9')
    const all = Object.fromEntries(companions.map((name) => [name, '9.9.9']))
    const recipe = { packages: { ...all, libp2p: '9.9.9' }, dependencies: { libp2p: `file:${file}` } }
    await new ReleaseStore(folder, npm).install('9.9.9', recipe)
    const modules = await new Releases({ folder, npm }).modules('9.9.9')
    expect(modules).toMatchObject({ id: '9.9.9', version: '9.9.9' })
  })

  it('that are not installed and cannot be reached are refused with what to run', async () => {
    const folder = temporaryFolder()
    const offline = new Releases({ folder, npm: npmAt('http://127.0.0.1:9/') })
    await expect(offline.installed('2.10.0')).rejects.toThrow(
      /libp2p 2\.10\.0 cannot be had: npm says ".*ECONNREFUSED.*none is installed.*run: topo releases install 2\.10\.0/s,
    )
    await expect(offline.check('2.10.0')).rejects.toThrow(/libp2p 2\.10\.0 cannot be had: npm says/)
    await expect(offline.exact('3.x', '/')).rejects.toThrow(/libp2p 3\.x cannot be had/)
  })

  it('can be a folder with node_modules, used as it is', async () => {
    const folder = temporaryFolder()
    const libp2p = path.join(folder, 'node_modules/libp2p')
    mkdirSync(libp2p, { recursive: true })
    writeFileSync(path.join(libp2p, 'package.json'), '{"name":"libp2p","version":"3.1.0"}')
    expect(await releases.modules(`local:${folder}`)).toEqual({
      id: `local:${folder}`,
      version: '3.1.0',
      folders: [folder, libp2p],
    })
  })

  it('that are packed have to be libp2p', async () => {
    const file = await pack(temporaryFolder(), 'not-libp2p', '1.0.0')
    await expect(releases.check(`local:${file}`)).rejects.toThrow('is not-libp2p, and libp2p is wanted')
    await expect(releases.modules(`local:${file}`)).rejects.toThrow('is not-libp2p, and libp2p is wanted')
  })

  it.each([
    ['is not there', (folder: string) => path.join(folder, 'nowhere'), 'there is no file or folder'],
    ['has no libp2p', (folder: string) => folder, 'has no libp2p: local: takes a checkout'],
    [
      'is a checkout that is not built',
      (folder: string) => {
        mkdirSync(path.join(folder, 'packages/libp2p'), { recursive: true })
        writeFileSync(path.join(folder, 'packages/libp2p/package.json'), '{"version":"3.3.11"}')
        return folder
      },
      'is not built: run npm install and npm run build in it',
    ],
  ])('at a path that %s are refused', async (_, make, message) => {
    await expect(releases.modules(`local:${make(temporaryFolder())}`)).rejects.toThrow(message)
  })
})
