import { expect } from 'vitest'
import { readShardRecords } from '../../src/runner/results/shard-record.ts'
import { test } from '../support/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

test('a folder in which no results can be kept is refused before anything runs', async () => {
  const { code, stdout, stderr } = await topoHere('run', 'topologies/hello.yaml', '--results', '/proc/none')
  expect(stderr).toMatch(/^topo: cannot keep results in \/proc\/none: E.*; --results names another folder\n$/)
  expect(stdout).toBe('')
  expect(code).toBe(2)
})

test('packets of fabric host cannot be captured, which is told before anything runs', async () => {
  const { code, stdout, stderr } = await topoHere('run', 'topologies/relay-expiry-host.yaml', '--pcap')
  expect(stderr).toBe(
    "topo: relay-expiry-host runs on fabric host, whose packets are on the machine's own 127.0.0.1: a capture needs `fabric: virtual` or `fabric: netns`\n",
  )
  expect(stdout).toBe('')
  expect(code).toBe(2)
})

test('a shard without runs passes, and its record says so', async ({ folder }) => {
  const args = ['run', 'topologies/hello.yaml', '--shard', '2/2', '--results', folder]
  const { code, stdout, stderr } = await topoHere(...args)
  expect(stderr).toBe('topo: shard 2 of 2 has none of 1 run\n')
  expect(stdout).toBe('')
  expect(code).toBe(0)
  expect(readShardRecords(folder)).toMatchObject([{ shard: { index: 2, count: 2 }, total: 1, runs: [] }])
})

test('records of a list differ when its topologies, their releases or their settings do', async ({
  folder,
}) => {
  const changes = [[], ['--seed', '2'], ['--until', '5s'], ['--repeat', '2'], ['topologies/relay-drop.yaml']]
  const lists = new Set<string>()
  for (const [at, change] of changes.entries()) {
    const results = `${folder}/${at}`
    await topoHere('run', 'topologies/hello.yaml', ...change, '--shard', '9/9', '--results', results)
    for (const { list } of readShardRecords(results)) lists.add(list)
  }
  expect(lists.size).toBe(changes.length)
})

test.for([
  [['--shard', '3/2'], '--shard "3/2" does not exist: the shards are 1/2 to 2/2'],
  [['--shard', 'auto'], 'nothing tells the shard of this machine'],
  [['--shard', '1/2', '--hold'], '--hold runs one topology, which has no shards'],
] as const)('topo run %j is refused before anything runs', async ([flags, message]) => {
  const { code, stdout, stderr } = await topoHere('run', 'topologies/hello.yaml', ...flags)
  expect(stderr).toContain(message)
  expect(stdout).toBe('')
  expect(code).toBe(2)
})
