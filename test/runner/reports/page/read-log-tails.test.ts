import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { readLogTails } from '../../../../src/runner/reports/page/read-log-tails.ts'
import { test } from '../../../support/temporary-folder.ts'

test('a short log is there as it is', ({ folder }) => {
  writeFileSync(join(folder, 'alice.log'), 'one\n\ntwo\n')
  expect(readLogTails(['alice'], (node) => join(folder, `${node}.log`))).toEqual([
    { node: 'alice', lines: ['one', '', 'two'], omitted: 0 },
  ])
})

test('of a long log the last whole lines are there, and how much came before', ({ folder }) => {
  const text = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`).join('')
  writeFileSync(join(folder, 'alice.log'), text)
  const [tail] = readLogTails(['alice'], (node) => join(folder, `${node}.log`))
  expect(tail?.lines.at(-1)).toBe('line 9999')
  expect(tail?.lines.every((line) => /^line \d+$/.test(line))).toBe(true)
  const kept = tail?.lines.map((line) => `${line}\n`).join('') ?? ''
  expect((tail?.omitted ?? 0) + kept.length).toBe(text.length)
  expect(kept.length).toBeLessThan(20_000)
})

test('one endless line is cut', ({ folder }) => {
  writeFileSync(join(folder, 'alice.log'), 'x'.repeat(100_000))
  const [tail] = readLogTails(['alice'], (node) => join(folder, `${node}.log`))
  expect(tail?.lines.length).toBe(1)
  expect((tail?.lines[0]?.length ?? 0) + (tail?.omitted ?? 0)).toBe(100_000)
})

test('nodes that printed nothing, have no log, or cannot have one are left out', ({ folder }) => {
  writeFileSync(join(folder, 'alice.log'), '')
  mkdirSync(join(folder, 'nodes'))
  const pathOf = (node: string) => (node === '../x' ? null : join(folder, `${node}.log`))
  expect(readLogTails(['alice', 'bob', '../x'], pathOf)).toEqual([])
})

test('each line has its time, by its text, the last lines of both files together', ({ folder }) => {
  writeFileSync(join(folder, 'alice.log'), 'ping\ntrace\nping\nboot\n')
  const dated = [
    { t: 1, line: 'ping' },
    { t: 2, line: 'ping' },
    { t: 3, line: 'boot' },
    { t: 4, line: 'ping' },
  ].map((each) => JSON.stringify(each))
  writeFileSync(join(folder, 'alice.times'), `${dated.join('\n')}\n{"t":5,"li`)
  const [tail] = readLogTails(['alice'], (node) => join(folder, `${node}.log`))
  expect(tail?.times).toEqual([2, null, 4, 3])
})
