import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { findRun } from '../../../src/runner/results/find-run.ts'
import { findRuns } from '../../../src/runner/results/find-runs.ts'
import { ResultsFolder } from '../../../src/runner/results/results-folder.ts'
import { runs } from '../../fixtures/runs.ts'
import { test } from '../../support/temporary-folder.ts'

const { plan } = runs.passing

function project(folder: string) {
  const root = path.join(folder, 'results')
  const write = (file: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), '')
  }
  /** The folder of a new run, below the results. */
  const run = (file: string | null, release: string | null = null) => {
    const whole = file === null ? null : path.join(folder, file)
    const results = ResultsFolder.create({ root, plan, source: '', file: whole, release })
    return path.relative(root, path.dirname(results.path))
  }
  return { root, write, run }
}

test('files with one name have a folder and a `latest` each', ({ folder }) => {
  const { root, write, run } = project(folder)
  for (const file of ['a/x.yaml', 'b/x.yaml', 'b-x.yaml']) write(file)
  expect(run('a/x.yaml')).toBe('passing')
  expect(run('b/x.yaml')).toBe('passing.b-x')
  expect(run('b-x.yaml')).toMatch(/^passing\.b-x-[0-9a-f]{6}$/)
  expect(run('b/x.yaml')).toBe('passing.b-x')
  expect(run('b/x.yaml', '2.10.0')).toBe('passing.b-x/2.10.0')
  const found = findRuns(root).map(({ topology, release }) => [topology, release])
  expect(found.slice(0, 4)).toEqual([
    ['passing', ''],
    ['passing.b-x', ''],
    ['passing.b-x', ''],
    ['passing.b-x', '2.10.0'],
  ])
  expect(findRun('passing', root)).toBe(path.join(root, findRuns(root)[0]?.id ?? ''))
  expect(findRun('passing.b-x', root)).toBe(path.join(root, findRuns(root)[2]?.id ?? ''))
})

test('a file that was moved keeps its folder, and one without a file has the plain name', ({ folder }) => {
  const { root, write, run } = project(folder)
  write('x.yaml')
  expect(run('x.yaml')).toBe('passing')
  rmSync(path.join(folder, 'x.yaml'))
  write('moved/x.yaml')
  expect(run('moved/x.yaml')).toBe('passing')
  expect(run('startTopology(…)')).toBe('passing')
  expect(run(null)).toBe('passing')
  const [first] = findRuns(root)
  expect(run(`results/${first?.id}/topology.yaml`)).toBe('passing')
})

test('the first run hides its results from git, in a folder that it makes itself', ({ folder }) => {
  const { root, run } = project(folder)
  run(null)
  expect(readFileSync(path.join(root, '.gitignore'), 'utf8')).toBe('*\n')
  rmSync(path.join(root, '.gitignore'))
  run(null)
  expect(() => readFileSync(path.join(root, '.gitignore'))).toThrow('ENOENT')
})

test('the first run hides its results from git, too, in a folder that is there and empty', ({ folder }) => {
  const { root, run } = project(folder)
  mkdirSync(root)
  run(null)
  expect(readFileSync(path.join(root, '.gitignore'), 'utf8')).toBe('*\n')
})
