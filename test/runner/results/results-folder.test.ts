import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { runIdPattern } from '../../../src/runner/results/files.ts'
import { newestRun, pointLatest } from '../../../src/runner/results/latest.ts'
import { prepareResults, ResultsFolder } from '../../../src/runner/results/results-folder.ts'
import { writeAtomic } from '../../../src/runner/results/write-atomic.ts'
import { verdictOf } from '../../../src/runner/verdict/verdict.ts'
import { bootNode, buildPlan } from '../../fixtures/plan-builder.ts'
import { runs } from '../../fixtures/runs.ts'
import { test } from '../../support/temporary-folder.ts'

const { plan, events } = runs.passing
const source = 'name: passing\n'

test('a new folder holds the topology, the plan and a place for node logs', ({ folder }) => {
  const time = new Date('2026-03-01T12:00:00Z')
  const results = ResultsFolder.create({ root: folder, plan, source, time })
  expect(results.path).toMatch(/passing\/2026-03-01T12-00-00\.000Z-[0-9a-f]{6}$/)
  expect(readdirSync(results.path).sort()).toEqual(['nodes', 'plan.json', 'topology.yaml'])
  expect(readFileSync(join(results.path, 'topology.yaml'), 'utf8')).toBe(source)
  expect(JSON.parse(readFileSync(join(results.path, 'plan.json'), 'utf8'))).toEqual(plan)
  expect(results.nodeLog('boot')).toBe(join(results.path, 'nodes', 'boot.log'))
})

test('latest points to the newest run, whichever was made last', ({ folder }) => {
  const at = (time: string) => ResultsFolder.create({ root: folder, plan, source, time: new Date(time) })
  at('2026-03-01T12:00:00Z')
  const newest = at('2026-03-02T12:00:00Z')
  at('2026-03-01T13:00:00Z')
  expect(newest.path.endsWith(readlinkSync(join(folder, 'passing', 'latest')))).toBe(true)
})

test('latest is relative, so that the whole folder can be moved', ({ folder }) => {
  ResultsFolder.create({ root: folder, plan, source })
  expect(readlinkSync(join(folder, 'passing', 'latest'))).toMatch(runIdPattern)
})

test('two runs of the same millisecond have two folders', ({ folder }) => {
  const time = new Date(0)
  const paths = Array.from(
    { length: 20 },
    () => ResultsFolder.create({ root: folder, plan, source, time }).path,
  )
  expect(new Set(paths).size).toBe(20)
  expect(readdirSync(join(folder, 'passing'))).toHaveLength(21)
})

test('replacing latest leaves nothing else behind', ({ folder }) => {
  mkdirSync(join(folder, '2026-03-01T12-00-00.000Z-00000a'))
  pointLatest(folder)
  pointLatest(folder)
  expect(readdirSync(folder).sort()).toEqual(['2026-03-01T12-00-00.000Z-00000a', 'latest'])
  expect(newestRun(folder)).toBe('2026-03-01T12-00-00.000Z-00000a')
})

test('a real folder named latest is not overwritten, and the error names it', ({ folder }) => {
  mkdirSync(join(folder, 'passing', 'latest', 'mine'), { recursive: true })
  expect(() => ResultsFolder.create({ root: folder, plan, source })).toThrow(InputError)
  expect(lstatSync(join(folder, 'passing', 'latest')).isDirectory()).toBe(true)
  expect(existsSync(join(folder, 'passing', 'latest', 'mine'))).toBe(true)
})

test.for([
  ['cannot be made', '/proc/none/results'],
  ['is a file', 'file'],
  ['is below a file', 'file/results'],
] as const)(
  'a folder for results that %s is refused, with the reason and what to do',
  ([, name], { folder }) => {
    writeFileSync(join(folder, 'file'), '')
    const root = resolve(folder, name)
    for (const act of [() => prepareResults(root), () => ResultsFolder.create({ root, plan, source })]) {
      expect(act).toThrow(InputError)
      expect(act).toThrow(`cannot keep results in ${root}`)
      expect(act).toThrow(/: E[A-Z]+: .*; --results names another folder$/)
    }
  },
)

test('a folder for results is made with all above it', ({ folder }) => {
  const root = join(folder, 'a', 'b')
  prepareResults(root)
  prepareResults(root)
  expect(readdirSync(root)).toEqual(['.gitignore'])
})

test.each(['..', '../up', 'a/b', '/etc', '.', '', 'a\0b', 'CON', 'a'.repeat(200)])(
  'the name %j cannot escape the folder',
  (name) => {
    const root = join(import.meta.dirname, 'never-made')
    const escaping = [buildPlan(name, [], []), buildPlan('fine', [{ ...bootNode('boot'), name }], [])]
    for (const one of escaping) {
      expect(() => ResultsFolder.create({ root, plan: one, source })).toThrow(InputError)
    }
    expect(existsSync(root)).toBe(false)
  },
)

test('verdict and junit report replace older ones as a whole', ({ folder }) => {
  const results = ResultsFolder.create({ root: folder, plan, source })
  results.writeVerdict(verdictOf(plan, []))
  results.writeVerdict(verdictOf(plan, events))
  results.writeJunit('<testsuites/>')
  expect(JSON.parse(readFileSync(join(results.path, 'verdict.json'), 'utf8'))).toMatchObject({
    outcome: 'pass',
  })
  expect(readdirSync(results.path)).not.toContainEqual(expect.stringContaining('tmp'))
})

test('a file that cannot be replaced leaves no temporary file', ({ folder }) => {
  mkdirSync(join(folder, 'taken', 'inside'), { recursive: true })
  expect(() => writeAtomic(join(folder, 'taken'), 'text')).toThrow()
  expect(readdirSync(folder)).toEqual(['taken'])
})
