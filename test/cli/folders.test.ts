import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { findTopologies } from '../../src/cli/topologies.ts'
import { test } from '../fixtures/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

test('a folder is searched for topologies, but not what is hidden, linked, of a package or of a run', ({
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
