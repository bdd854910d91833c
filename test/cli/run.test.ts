import { expect, test } from 'vitest'
import { topoHere } from './topo-here.ts'

test('a folder in which no results can be kept is refused before anything runs', async () => {
  const { code, stdout, stderr } = await topoHere('run', 'topologies/hello.yaml', '--results', '/proc/none')
  expect(stderr).toMatch(/^topo: cannot keep results in \/proc\/none: E.*; --results names another folder\n$/)
  expect(stdout).toBe('')
  expect(code).toBe(2)
})
