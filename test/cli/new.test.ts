import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { loadTopology } from '../../src/runner/language/plan/load.ts'
import { root } from '../support/run-topology.ts'
import { test } from '../support/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

test('a new topology is valid, and its editor finds the schema wherever it is', async ({ folder: dir }) => {
  expect(await topoHere('new', 'first', '--dir', dir)).toMatchObject({ code: 0, stderr: '' })
  const text = readFileSync(path.join(dir, 'first.yaml'), 'utf8')
  expect(loadTopology({ file: 'first.yaml', text }).ok).toBe(true)
  expect(schemaOf(dir, text)).toBe(path.join(root, 'topologies/topology.schema.json'))
})

test('a new swarm is valid, without a warning', async ({ folder: dir }) => {
  await topoHere('new', 'mine', '--template', 'swarm', '--dir', dir)
  const text = readFileSync(path.join(dir, 'mine.yaml'), 'utf8')
  const loaded = loadTopology({ file: 'mine.yaml', text })
  expect(loaded.ok ? loaded.warnings.diagnostics : loaded.file.diagnostics).toEqual([])
})

test('a shipped topology is copied by its name', async ({ folder: dir }) => {
  expect(await topoHere('new', 'mine', '--from', 'relay-restart', '--dir', dir)).toMatchObject({ code: 0 })
  const text = readFileSync(path.join(dir, 'mine.yaml'), 'utf8')
  const original = readFileSync(path.join(root, 'topologies/relay-restart.yaml'), 'utf8')
  const rest = (all: string) => all.split('\n').slice(2)
  expect(rest(text)).toEqual(rest(original))
  expect(text).toMatch(/^name: mine$/m)
  expect(schemaOf(dir, text)).toBe(path.join(root, 'topologies/topology.schema.json'))
})

test.for([
  ['a new topology', []],
  ['a copy from the catalogue', ['--from', 'relay-restart']],
] as const)('the schema of %s stays where pnpm updates the package', async ([, from], { folder }) => {
  mkdirSync(path.join(folder, 'node_modules'))
  symlinkSync(root, path.join(folder, 'node_modules/libp2p-topo'))
  const dir = path.join(folder, 'topologies')
  expect(await topoHere('new', 'mine', ...from, '--dir', dir)).toMatchObject({ code: 0 })
  expect(readFileSync(path.join(dir, 'mine.yaml'), 'utf8')).toContain(
    '$schema=../node_modules/libp2p-topo/topologies/topology.schema.json\n',
  )
})

test('a file is copied by its path, with the schema that it names itself', async ({ folder: dir }) => {
  mkdirSync(path.join(dir, 'deep/er'), { recursive: true })
  const own = path.join(dir, 'own.yaml')
  writeFileSync(own, '# yaml-language-server: $schema=./own.schema.json\nname: own\n')
  await topoHere('new', 'copy', '--from', own, '--dir', path.join(dir, 'deep/er'))
  expect(readFileSync(path.join(dir, 'deep/er/copy.yaml'), 'utf8')).toBe(
    '# yaml-language-server: $schema=../../own.schema.json\nname: copy\n',
  )
  writeFileSync(own, '# yaml-language-server: $schema=https://example.org/s.json\nname: own\n')
  await topoHere('new', 'far', '--from', own, '--dir', dir)
  expect(readFileSync(path.join(dir, 'far.yaml'), 'utf8')).toContain('$schema=https://example.org/s.json\n')
})

test('a copied file names the same modules from its own folder', async ({ folder: dir }) => {
  const own = path.join(dir, 'own.yaml')
  writeFileSync(own, 'name: own\nnodes:\n  alice: { kind: module, module: ./chat.ts } # talks\n')
  await topoHere('new', 'copy', '--from', own, '--dir', path.join(dir, 'deep/er'))
  expect(readFileSync(path.join(dir, 'deep/er/copy.yaml'), 'utf8')).toContain(
    '  alice: { kind: module, module: ../../chat.ts } # talks\n',
  )
})

test.for([
  ['a name that is near one', ['new', 'mine', '--from', 'relay-restrat'], /did you mean `relay-restart`\?/],
  ['a file without a name', ['new', 'mine', '--from', 'package.json.yaml'], /no topology of that name/],
  [
    'a file that is no YAML',
    ['new', 'mine', '--from', 'test/fixtures/topologies/wrong/bad-yaml.yaml'],
    /yaml-syntax/,
  ],
  ['a name that is none', ['new', 'No Name'], /is no name/],
] as const)('what cannot be made is refused: %s', async ([, args, reason], { folder }) => {
  const { code, stderr } = await topoHere(...args, '--dir', folder)
  expect(stderr).toMatch(reason)
  expect(code).toBe(2)
})

test('nothing is written over', async ({ folder: dir }) => {
  await topoHere('new', 'mine', '--from', 'hello', '--dir', dir)
  const { code, stderr } = await topoHere('new', 'mine', '--dir', dir)
  expect(stderr).toContain('is there already')
  expect(code).toBe(2)
  expect(readFileSync(path.join(dir, 'mine.yaml'), 'utf8')).toContain('The smallest topology')
})

function schemaOf(dir: string, text: string): string {
  return path.resolve(dir, /\$schema=(.*)/.exec(text)?.[1] ?? '')
}
