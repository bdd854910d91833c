import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { readLastFailed, rememberRun } from '../../../src/runner/results/last-run.ts'
import { test } from '../../support/temporary-folder.ts'

test('failures are remembered until their files pass', ({ folder }) => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => path.join(folder, `${name}.yaml`)) as [
    string,
    string,
    string,
  ]
  for (const file of [a, b, c]) writeFileSync(file, '')
  const root = path.join(folder, '.')
  expect(readLastFailed(root)).toBe(null)
  rememberRun(root, [a, b, c], [a, c])
  expect(readLastFailed(root)).toEqual([a, c])
  rememberRun(root, [a, b], [b])
  expect(readLastFailed(root)).toEqual([b, c])
  rememberRun(root, [b, c], [])
  expect(readLastFailed(root)).toEqual([])
})

test('a file that is not there is not remembered', ({ folder }) => {
  const [gone, other] = [path.join(folder, 'gone.yaml'), path.join(folder, 'other.yaml')] as const
  writeFileSync(gone, '')
  rememberRun(folder, [gone], [gone])
  expect(readLastFailed(folder)).toEqual([gone])
  rmSync(gone)
  rememberRun(folder, [other], [other])
  expect(readLastFailed(folder)).toEqual([])
})

test('a memory that cannot be read is none', ({ folder }) => {
  writeFileSync(path.join(folder, 'last-run.json'), '{"version":')
  expect(readLastFailed(folder)).toBe(null)
})
