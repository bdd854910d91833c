/** The command line is bundled on first use: what it does, and what it says of itself, is that of its sources. */
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, vi } from 'vitest'
import { cachedBundle } from '../../src/base/bundle-cache/cached-bundle.ts'
import { sourceStack } from '../../src/cli/tell-error.ts'
import { TopoCommand } from '../support/cli.ts'
import { root } from '../support/run-topology.ts'
import { test } from '../support/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

/** Of a cache in this folder. */
async function listWith(cache: string) {
  const list = new TopoCommand(['list', 'topologies'], { env: { ...process.env, TOPO_CACHE: cache } })
  onTestFinished(() => void list.child.kill('SIGKILL'))
  return list.end()
}

test('long output into a pipe arrives whole', async () => {
  const { code, stdout } = await new TopoCommand(['plan', 'topologies/large/swarm.yaml']).end()
  expect(code).toBe(0)
  expect(JSON.parse(stdout).nodes).toHaveLength(1025)
})

test('a bundle is made on first use, answers as the sources do, and heals from damage to every file', async ({
  folder,
}) => {
  const first = await listWith(folder)
  expect(first.stdout).toBe((await topoHere('list', 'topologies')).stdout)
  expect(globSync('bundles/*/main.mjs', { cwd: folder })).toHaveLength(1)
  const made = globSync('{bundles,compiled}/**', { cwd: folder, withFileTypes: true })
  const files = made.filter((one) => one.isFile()).map(({ parentPath, name }) => path.join(parentPath, name))
  expect(files.length).toBeGreaterThan(100)
  for (const [at, file] of files.entries()) {
    const content = readFileSync(file)
    content.fill(0x1b, (at * 97) % content.length, ((at * 97) % content.length) + 1)
    writeFileSync(file, content)
  }
  expect(await listWith(folder)).toEqual(first)
  expect(globSync('bundles/*/main.mjs', { cwd: folder })).toHaveLength(1)
})

test.for(['not-a-folder', '/proc/none/cache'])(
  'where no bundle can be kept, the sources answer: %s',
  async (name, { folder }) => {
    writeFileSync(path.join(folder, 'not-a-folder'), '')
    const { code, stdout } = await listWith(path.resolve(folder, name))
    expect(stdout).toBe((await topoHere('list', 'topologies')).stdout)
    expect(code).toBe(0)
  },
)

test('a stack trace of a bundle leads to the lines of its sources', async ({ folder }) => {
  vi.stubEnv('TOPO_CACHE', path.join(folder, 'cache'))
  onTestFinished(() => void vi.unstubAllEnvs())
  const source = path.join(folder, 'broken.ts')
  writeFileSync(
    source,
    `export interface Unused {\n  readonly a: 1\n}\n\nexport const fail = () => {\n  throw new Error('broken')\n}\n`,
  )
  const bundle = await cachedBundle(source, { format: 'esm', minify: true, sourcemap: 'external' })
  const { fail } = (await import(/* @vite-ignore */ pathToFileURL(bundle).href)) as { fail: () => never }
  const error = await Promise.resolve()
    .then(fail)
    .catch((caught: Error) => caught)
  expect(sourceStack(error.stack ?? '')).toContain(`${source}:6:9`)
})

test('a place without a map is left as it is', () => {
  const stack = 'Error: no\n    at file:///no/such/bundle.mjs:1:2\n    at node:internal/x:3:4'
  expect(sourceStack(stack)).toBe(stack)
})

test('a failed write to stdout is reported, and is no success', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', `"$1" "$2" list topologies > /dev/full`, 'bash', process.execPath, path.join(root, 'cli.ts')],
    { cwd: root, encoding: 'utf8' },
  )
  expect(stderr).toContain('topo: what it prints is incomplete: ENOSPC')
  expect(status).toBe(3)
})
