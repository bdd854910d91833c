import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect } from 'vitest'
import { findTopologies } from '../../src/cli/topologies.ts'
import { test } from '../support/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

test('a folder is searched for topologies, except for hidden, linked, package and results folders', ({
  folder,
}) => {
  const put = (file: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), 'name: x\n')
    return path.join(folder, file)
  }
  const wanted = [put('b/one.yml'), put('a.yaml'), put('b/c/two.yaml')]
  for (const other of ['node_modules/p/ci.yml', '.github/ci.yml', 'results/x/1/topology.yaml', 'b/.x.yaml'])
    put(other)
  symlinkSync(path.join(folder, 'b'), path.join(folder, 'linked'))
  expect(findTopologies([folder])).toEqual(wanted.sort())
  const named = path.join(folder, 'results/x/1/topology.yaml')
  expect(findTopologies([named])).toEqual([named])
})

describe('one broken file of several', () => {
  const good = `name: good\ndescription: Fine.\nnodes: { boot: { kind: boot-node } }\ntimeline: []\n`
  const withFiles = (folder: string) => {
    writeFileSync(path.join(folder, 'a.yaml'), good.replace('boot-node', 'pear'))
    writeFileSync(path.join(folder, 'b.yaml'), good)
    writeFileSync(path.join(folder, 'c.yaml'), good.replace('name: good', 'name: C'))
  }

  test('does not keep topo list from the others', async ({ folder }) => {
    withFiles(folder)
    const { code, stdout, stderr } = await topoHere('list', folder)
    expect(stdout).toContain(`good  ${path.join(folder, 'b.yaml')}, 1 node, 0 expectations\n  Fine.\n`)
    expect(stderr).toContain('there is no kind of node `pear`')
    expect(stderr).toContain('2 errors in 2 files')
    expect(code).toBe(2)
    const json = await topoHere('list', '--json', folder)
    expect(JSON.parse(json.stdout)).toMatchObject([{ name: 'good' }])
    expect(json.code).toBe(2)
  })

  test.for(['run --list', 'validate', 'list'])(
    'is told by topo %s beside one that is not there',
    async (command, { folder }) => {
      withFiles(folder)
      const missing = path.join(folder, 'absent.yaml')
      const { code, stderr } = await topoHere(...command.split(' '), missing, folder)
      expect(stderr).toContain(`there is no such file or folder\n --> ${missing}`)
      expect(stderr).toContain('3 errors in 3 files')
      expect(code).toBe(2)
    },
  )
})

test.for([
  ['cannot be made', '/proc/none/topologies', /cannot write \/proc\/none\/topologies\/abc\.yaml: E/],
  ['is a file', 'file', /cannot write .*\/file\/abc\.yaml: ENOTDIR/],
] as const)('topo new says when its folder %s', async ([, name, message], { folder }) => {
  writeFileSync(path.join(folder, 'file'), '')
  const { code, stderr } = await topoHere('new', 'abc', '--dir', path.resolve(folder, name))
  expect(stderr).toMatch(message)
  expect(code).toBe(2)
})

test('topo new makes its folder, and copies by the name that topo list shows', async ({ folder }) => {
  const dir = path.join(folder, 'new/folder')
  expect((await topoHere('new', 'abc', '--dir', dir)).code).toBe(0)
  expect((await topoHere('new', 'def', '--dir', dir, '--from', 's1-boot-node-restart')).code).toBe(0)
  expect(findTopologies([dir])).toEqual([path.join(dir, 'abc.yaml'), path.join(dir, 'def.yaml')])
})
