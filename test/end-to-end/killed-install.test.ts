/** `topo releases install` as a process of its own, with npm and a registry that can be slow. */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, it, vi } from 'vitest'
import { createNpm } from '../../src/runner/releases/npm.ts'
import { companions } from '../../src/runner/releases/packages.ts'
import { ReleaseStore } from '../../src/runner/releases/store.ts'
import { cacheWithoutReleases, processesWith, TopoCommand } from '../support/cli.ts'
import { packAll } from '../support/packed.ts'
import { Registry, tarballOf } from '../support/registry.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const version = '9.9.9'
const names = ['libp2p', ...companions]
const known = Object.fromEntries(names.map((name) => [name, [{ version, dependencies: {} }]]))
let packed: Record<string, string>

beforeAll(async () => {
  const files = await packAll(temporaryFolder(), names, version)
  packed = Object.fromEntries(names.map((name, index) => [name, files[index] ?? '']))
}, 120_000)

function machine(registry: Registry) {
  const cache = cacheWithoutReleases()
  const folder = path.join(cache, 'releases')
  const env = {
    ...process.env,
    TOPO_CACHE: cache,
    npm_config_registry: registry.url,
    npm_config_cache: path.join(cache, 'npm'),
  }
  return {
    cache,
    store: new ReleaseStore(folder, createNpm(env)),
    folders: () => (existsSync(folder) ? readdirSync(folder) : []),
    install: () => new TopoCommand(['releases', 'install', version], { env }),
  }
}

it('topo releases install that is killed while npm fetches leaves nothing that counts and nothing that runs, and two at once after it give the same', async () => {
  await using registry = await Registry.open(known, packed)
  const { cache, store, folders, install } = machine(registry)
  const first = registry.hold(tarballOf('libp2p', version))
  const killed = install()
  await first.waits(1)
  expect(folders()).toEqual([expect.stringMatching(`^\\.making-${killed.child.pid}-`)])
  killed.child.kill('SIGKILL')
  await killed.end()
  expect(store.list()).toEqual([])
  await vi.waitFor(() => expect(processesWith(cache)).toEqual([]), { timeout: 20_000 })
  first.release()

  const hold = registry.hold(tarballOf('libp2p', version))
  const both = [install(), install()]
  await hold.waits(2)
  expect(folders()).toHaveLength(2)
  hold.release()
  const [one, other] = await Promise.all(both.map((command) => command.end()))
  expect(one?.code, one?.stderr).toBe(0)
  expect(one?.stdout).toMatch(/^9\.9\.9 /)
  expect(one).toEqual(other)
  expect(folders()).toEqual([version])
  expect(await store.repair(version)).toBe('whole')
})
