/** A bundle counts for as long as it is whole and none of its sources has changed. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'esbuild'
import { expect, onTestFinished, vi } from 'vitest'
import { cachedBundle } from '../../../src/base/bundle-cache/cached-bundle.ts'
import { pruneBundles } from '../../../src/base/bundle-cache/kept-bundles.ts'
import { createRandom, type Random } from '../../../src/base/random.ts'
import { test as base } from '../../support/temporary-folder.ts'

const settings = { format: 'esm', splitting: true } as const
const day = 86_400

/** A source of two files in a folder of its own, with a cache of its own, from long before. */
const test = base.extend<{ source: string }>({
  source: async ({ folder }, use) => {
    vi.stubEnv('TOPO_CACHE', path.join(folder, 'cache'))
    onTestFinished(() => void vi.unstubAllEnvs())
    const source = path.join(folder, 'main.ts')
    writeFileSync(path.join(folder, 'other.ts'), 'export const other = 1\n')
    writeFileSync(source, "export const load = () => import('./other.ts')\n")
    await changedBefore(source)
    await use(source)
  },
})

/** Resolves when a bundle that is begun now is begun well after the file was written. */
async function changedBefore(file: string): Promise<void> {
  const { ctimeMs } = statSync(file)
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(ctimeMs + 50))
}

/** Ways in which a file can be damaged, of which each changes it. */
const damages: readonly ((content: Buffer, random: Random) => Buffer)[] = [
  (content, random) => {
    const flipped = Buffer.from(content)
    const at = Math.floor(random() * content.length)
    flipped[at] = (content[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    return flipped
  },
  (content, random) => content.subarray(0, Math.floor(random() * content.length)),
  () => Buffer.alloc(0),
  (content) => Buffer.alloc(content.length),
]

/** Path -> content of each file below the folder. */
function contentsOf(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const paths = files.map(({ parentPath, name }) => path.join(parentPath, name))
  return new Map(paths.map((file) => [file, readFileSync(file, 'latin1')]))
}

function entries(folder: string): readonly string[] {
  return readdirSync(path.join(folder, 'cache/bundles')).sort()
}

test('is made once', async ({ folder, source }) => {
  const first = await cachedBundle(source, settings)
  const made = entries(folder)
  expect(await cachedBundle(source, settings)).toBe(first)
  expect(entries(folder)).toEqual(made)
})

test('that has lost one of its files is made anew', async ({ source }) => {
  const bundle = await cachedBundle(source, settings)
  const chunk = readdirSync(path.dirname(bundle)).find((name) => name.startsWith('other')) ?? ''
  rmSync(path.join(path.dirname(bundle), chunk))
  expect(await cachedBundle(source, settings)).toBe(bundle)
  expect(readdirSync(path.dirname(bundle))).toContain(chunk)
})

test('heals from any damage to any of its files', async ({ folder, source }) => {
  const mapped = { ...settings, sourcemap: 'external' } as const
  const bundle = await cachedBundle(source, mapped)
  const whole = contentsOf(path.join(folder, 'cache'))
  expect(new Set([...whole.keys()].map((file) => path.extname(file)))).toEqual(
    new Set(['.mjs', '.map', '.json']),
  )
  const random = createRandom(7, 'damage')
  for (const file of whole.keys()) {
    for (const damage of Array.from({ length: 4 }).flatMap(() => damages)) {
      writeFileSync(file, damage(readFileSync(file), random))
      expect(await cachedBundle(source, mapped)).toBe(bundle)
      for (const [each, text] of whole) {
        // A manifest has the stamps of the new files.
        if (each.endsWith('.mjs') || each.endsWith('.map')) expect(readFileSync(each, 'latin1')).toBe(text)
      }
    }
  }
})

test('whose files are touched, but have not changed, is kept', async ({ folder, source }) => {
  const bundle = await cachedBundle(source, settings)
  const [manifest = ''] = entries(folder).filter((name) => name.endsWith('.json'))
  const { ino } = statSync(path.join(folder, 'cache/bundles', manifest))
  utimesSync(bundle, 1, 1)
  expect(await cachedBundle(source, settings)).toBe(bundle)
  expect(statSync(path.join(folder, 'cache/bundles', manifest)).ino).toBe(ino)
})

test('whose source was saved while it was made does not count', async ({ source }) => {
  const saving: Plugin = {
    name: 'saving',
    setup: (build) => build.onEnd(() => writeFileSync(source, "export const load = 'new'\n")),
  }
  await cachedBundle(source, settings, { key: null, plugins: [saving] })
  await changedBefore(source)
  expect(readFileSync(await cachedBundle(source, settings), 'utf8')).toContain('new')
})

test('that nothing leads to is removed after a day, and no other', async ({ folder, source }) => {
  const kept = path.dirname(await cachedBundle(source, settings))
  const old = path.join(folder, 'cache/bundles/old')
  const young = path.join(folder, 'cache/bundles/young')
  for (const each of [old, young]) mkdirSync(each)
  const before = Date.now() / 1000 - 2 * day
  for (const each of [old, kept]) utimesSync(each, before, before)
  await pruneBundles(path.join(folder, 'cache/bundles'))
  expect([old, young, kept].map((each) => existsSync(each))).toEqual([false, true, true])
  rmSync(source)
  for (const name of entries(folder)) utimesSync(path.join(folder, 'cache/bundles', name), before, before)
  await pruneBundles(path.join(folder, 'cache/bundles'))
  expect(entries(folder)).toEqual([])
})
