import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { test } from '../support/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

const vacuous = 'test/fixtures/topologies/vacuous/held-before.yaml'

test('a topology that tests nothing is valid, with a warning', async () => {
  const { code, stdout, stderr } = await topoHere('validate', vacuous)
  expect(stderr).toContain('warning[held-before]')
  expect(stdout).toBe(`${vacuous}: valid\n`)
  expect(code).toBe(0)
})

test('warnings are errors with --strict', async () => {
  const { code, stdout, stderr } = await topoHere('validate', '--strict', vacuous, 'topologies/hello.yaml')
  expect(stderr).toContain('error[held-before]')
  expect(stdout).toBe('topologies/hello.yaml: valid\n')
  expect(code).toBe(2)
})

test('programs get the same, with positions', async () => {
  const { code, stdout } = await topoHere('validate', '--strict', '--json', vacuous)
  expect(JSON.parse(stdout)[0]).toMatchObject({ code: 'held-before', severity: 'error', start: { line: 12 } })
  expect(code).toBe(2)
})

test.for(['validate', 'run'])('topo %s tells of a module that is not there', async (command, { folder }) => {
  const file = path.join(folder, 'x.yaml')
  writeFileSync(file, 'name: x\nnodes:\n  alice: { kind: module, module: ./chat.ts }\ntimeline: []\n')
  const { code, stderr } = await topoHere(command, file)
  expect(stderr).toContain(`error[missing-file]: there is no such file\n --> ${file}:3:34\n`)
  expect(code).toBe(2)
})
