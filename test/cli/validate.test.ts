import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { HarnessError, InputError } from '../../src/base/errors.ts'
import { addValidate } from '../../src/cli/validate.ts'
import { CommandHere } from '../support/command.ts'
import { test } from '../support/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

const vacuous = 'test/fixtures/topologies/vacuous/held-before.yaml'

test('a topology that tests nothing is valid, with a warning', async () => {
  const { code, stdout, stderr } = await topoHere('validate', vacuous)
  expect(stderr).toContain('warning[held-before]')
  expect(stdout).toBe(`${vacuous}: valid\n`)
  expect(code).toBe(0)
})

test('without an argument, all of topologies/ is checked, as by topo run', async () => {
  const { code, stdout } = await topoHere('validate')
  expect(stdout).toContain('topologies/hello.yaml: valid\n')
  expect(stdout).toContain('topologies/calimero/')
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

test.for(['validate', 'run --list'])(
  'topo %s tells of a module that is not there',
  async (command, { folder }) => {
    const file = path.join(folder, 'x.yaml')
    writeFileSync(file, 'name: x\nnodes:\n  alice: { kind: module, module: ./chat.ts }\ntimeline: []\n')
    const { code, stderr } = await topoHere(...command.split(' '), file)
    expect(stderr).toContain(`error[missing-file]: there is no such file\n --> ${file}:3:34\n`)
    expect(code).toBe(2)
  },
)

test('releases are looked up in a file with other mistakes, too', async ({ folder }) => {
  const file = path.join(folder, 'x.yaml')
  const nodes = '{ a: { kind: peer, libp2p: 2.10 }, b: { kind: peer, libp2p: 8.8.8 }, c: { kid: peer } }'
  writeFileSync(file, `name: x\ndefaults: { libp2p: 9.9.9 }\nnodes: ${nodes}\ntimeline: []\n`)
  const releases = {
    exact: async (text: string) => text,
    check: async (release: string) => {
      throw new InputError(`there is no libp2p ${release}`)
    },
  }
  const command = new CommandHere((program, context) => addValidate(program, context, releases))
  const { code, stderr } = await command.run('validate', file)
  const codes = stderr.match(/^error\[[a-z-]+\]/gm)
  expect(codes).toEqual([
    'error[unknown-release]',
    'error[wrong-type]',
    'error[unknown-release]',
    'error[missing-key]',
  ])
  expect(code).toBe(2)
})

test('an argument is a glob or a part of a path, as of topo run', async () => {
  for (const name of ['topologies/nat-k*.yaml', 'nat-kinds']) {
    const { code, stdout } = await topoHere('validate', name)
    expect(stdout).toBe('topologies/nat-kinds.yaml: valid\n')
    expect(code).toBe(0)
    const listed = await topoHere('list', '--json', name)
    expect(JSON.parse(listed.stdout)).toMatchObject([{ file: 'topologies/nat-kinds.yaml' }])
  }
})

test('releases are looked up: all wrong ones are told, and those that nobody can look up now', async ({
  folder,
}) => {
  const file = path.join(folder, 'x.yaml')
  const nodes = '{ a: { kind: boot-node }, b: { kind: peer, libp2p: 8.8.8 }, c: { kind: peer, libp2p: 3.x } }'
  writeFileSync(file, `name: x\ndefaults: { libp2p: 9.9.9 }\nnodes: ${nodes}\ntimeline: []\n`)
  const releases = {
    exact: async (text: string) => {
      if (text === '3.x') throw new HarnessError('npm cannot be reached')
      return text
    },
    check: async (release: string) => {
      throw new InputError(`there is no libp2p ${release}; near it is 3.3.5`)
    },
  }
  const command = new CommandHere((program, context) => addValidate(program, context, releases))
  const { code, stdout, stderr } = await command.run('validate', file)
  expect(stderr.match(/^error.*\n.*$/gm)).toEqual([
    `error[unknown-release]: there is no libp2p 9.9.9\n --> ${file}:2:21`,
    `error[unknown-release]: there is no libp2p 8.8.8\n --> ${file}:3:59`,
  ])
  expect(stderr).toMatch(/\ntopo: note: 1 release not looked up \(3\.x\): npm cannot be reached\n$/)
  expect(stdout).toBe('')
  expect(code).toBe(2)
})
