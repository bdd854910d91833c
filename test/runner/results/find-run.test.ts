import { mkdirSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect } from 'vitest'
import { findRun } from '../../../src/runner/results/find-run.ts'
import { runs } from '../../fixtures/runs.ts'
import { storeRun } from '../../fixtures/stored-run.ts'
import { test } from '../../support/temporary-folder.ts'

test('a run is found by its folder, its topology, and how many runs ago it was', ({ folder }) => {
  const first = storeRun(folder, runs.passing).path
  const last = storeRun(folder, runs.passing).path
  expect(findRun(first, 'elsewhere')).toBe(first)
  expect(findRun(join(folder, 'passing'), 'elsewhere')).toBe(join(folder, 'passing', 'latest'))
  expect(findRun('passing', folder)).toBe(last)
  expect(findRun('passing~1', folder)).toBe(first)
  expect(() => findRun('passing~2', folder)).toThrow(/there is no passing~2: .* has 2 runs of passing/)
})

test('a run on a release is found in the folder of that release', ({ folder }) => {
  const stored = storeRun(folder, runs.passing).path
  const moved = join(folder, 'passing', '3.3.4', basename(stored))
  mkdirSync(dirname(moved))
  renameSync(stored, moved)
  expect(findRun('passing/3.3.4', folder)).toBe(moved)
  expect(() => findRun('passing/3.3.4~1', folder)).toThrow(/has 1 run of passing\/3\.3\.4/)
  expect(() => findRun('passing', folder)).toThrow('there is no passing: name a release: passing/3.3.4')
})

test('a text that names no run gives null', ({ folder }) => {
  for (const target of ['passing', '../passing', 'passing/..', 'topologies/hello.yaml', 'a~b', '']) {
    expect(findRun(target, folder)).toBeNull()
  }
})
