/** Each function of Node is judged: harmless, replaced, refused, or let through with a warning. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import type { NodeApi } from '../../support/node-api.ts'
import { World } from '../../support/world.ts'

const judgements = ['harmless', 'replaced', 'refused', 'warns'] as const
type Judgement = (typeof judgements)[number]

/** Module or global -> judgement -> the rest of the names, separated by spaces. */
type Judged = Readonly<Record<string, Partial<Record<Judgement, string>>>>
const judged = JSON.parse(readFileSync(path.join(import.meta.dirname, 'node-api.json'), 'utf8')) as Judged

const names = (wanted: Judgement) =>
  Object.entries(judged).flatMap(([owner, by]) =>
    (by[wanted] ?? '')
      .split(' ')
      .filter((rest) => rest !== '')
      .map((rest) => (rest === '-' ? owner : `${owner}${rest}`)),
  )

let plain: NodeApi
let boxed: NodeApi

beforeAll(async () => {
  const printing = fileURLToPath(new URL('../../support/programs/print-api.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', printing], {
    maxBuffer: 64 * 1024 * 1024,
  })
  plain = JSON.parse(stdout) as NodeApi
  await using world = new World({ nodes: ['a'] })
  const program = fileURLToPath(new URL('../../support/programs/tell-api.ts', import.meta.url))
  await world.node('a', { argv: ['--no-warnings', program] })
  await world.clock.sleepUntil(1)
  boxed = world.log.map(({ message }) => (message as { api: NodeApi }).api)[0] ?? {}
})

const isOwn = (name: string) => boxed[name] === plain[name]

test('nothing of Node is without a judgement, and nothing has two', () => {
  const all = judgements.flatMap(names)
  expect(all.length).toBe(new Set(all).size)
  const known = new Set(all)
  // A new version of Node has more: judge it in node-api.json.
  expect(Object.keys(plain).filter((name) => !known.has(name))).toEqual([])
  expect(Object.keys(plain).length).toBeGreaterThan(2500)
})

test('exactly the replaced, refused and warning functions differ from Node’s own in the sandbox', () => {
  const changed = (['replaced', 'refused', 'warns'] as const).flatMap(names).filter((name) => name in plain)
  expect(changed.filter(isOwn)).toEqual([])
  const harmless = names('harmless').filter((name) => name in plain && name in boxed)
  expect(harmless.filter((name) => !isOwn(name))).toEqual([])
})

test('a refused function throws the reason and the remedy', async () => {
  await using world = new World({ nodes: ['a'] })
  const a = await world.node('a')
  const refused = names('refused').filter((name) => name in plain)
  expect(refused.length).toBeGreaterThan(10)
  const said = await a.run(`
    const { createRequire } = process.getBuiltinModule('node:module')
    const require = createRequire('/')
    const find = (name) => {
      const [owner, ...parts] = name.split(/[.#]/)
      let value = require(owner)
      const steps = name.slice(owner.length).match(/[.#][^.#]+/g)
      for (const step of steps) value = step[0] === '#' ? value.prototype?.[step.slice(1)] : value[step.slice(1)]
      return value
    }
    return ${JSON.stringify(refused)}.map((name) => {
      const value = name.startsWith('node:child_process.ChildProcess#') ? undefined : find(name)
      if (value === undefined) return [name, 'not reachable Run with']
      try { Reflect.construct(value, []); return [name, 'constructed'] } catch (error) {
        if (error.code !== 'ERR_TOPO_SANDBOX') return [name, String(error)]
      }
      try { value(); return [name, 'called'] } catch (error) { return [name, error.message] }
    })`)
  for (const [name, sentence] of said as [string, string][]) expect(sentence, name).toMatch(/Run with/)
})

test('a native add-on is noted once when it is loaded', async () => {
  await using world = new World({ nodes: ['a'] })
  const a = await world.node('a')
  const said = await a.run(`
    return ['/none/one.node', '/none/two.node'].map((file) => {
      try { process.dlopen({ exports: {} }, file) } catch (error) { return error.code }
    })`)
  expect(said).toEqual(['ERR_DLOPEN_FAILED', 'ERR_DLOPEN_FAILED'])
  const notes = world.log.map(({ message }) => JSON.stringify(message)).filter((text) => /add-on/.test(text))
  expect(notes).toEqual([expect.stringContaining('a native add-on reaches around the sandbox')])
})
