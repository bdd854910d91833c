import { expect, test } from 'vitest'
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
