/**
 * One transfer of 64 MiB, direct and through a relay, on the virtual network without latency, against the same on real
 * loopback sockets. Prints ratios of the throughputs.
 *
 *     node bench/throughput.ts [repetitions]
 */

import { ControlHub } from '../src/runner/processes/control-hub.ts'
import { Guardian } from '../src/runner/processes/guardian.ts'
import { NodeFolders } from '../src/runner/processes/node-folders.ts'
import { defaultDeadlines } from '../src/runner/processes/node-process-options.ts'
import { bundleOf } from '../src/runner/releases/agent-programs.ts'
import { NodeSet } from '../src/runner/run/node-set.ts'
import { createWorld } from '../src/runner/run/world.ts'
import { median, ratio } from './measure.ts'
import { planOf, resultsOf } from './plan.ts'

const repetitions = Number(process.argv[2] ?? 5)
const mebibytes = 64
const program = await bundleOf(new URL('../src/nodes/agent/main.ts', import.meta.url).href)

const fabrics = {
  virtual: 'links: [{ between: ["*", "*"], latency: 0ms }]',
  host: 'fabric: host\nclock: real',
} as const
type FabricName = keyof typeof fabrics
/** The address of the node that counts bob's bytes. */
const ways = { direct: 'boot', relayed: 'alice' } as const
type Way = keyof typeof ways

/** MiB per second of wall time. */
async function transfer(fabric: FabricName, way: Way): Promise<number> {
  const source = `
name: throughput
${fabrics[fabric]}
nodes:
  boot: { kind: boot-node, relay: { maxCircuitBytes: 1GiB } }
  alice: { kind: peer, relays: boot, listen: false, autonat: false, dcutr: false }
  bob: { kind: peer, relays: boot, listen: false, autonat: false, dcutr: false }
timeline:
  - { at: 1s, expect: process, node: boot, state: running }
`
  const plan = planOf(source)
  const results = resultsOf(plan, source)
  using guardian = new Guardian()
  using folders = new NodeFolders()
  await using hub = await ControlHub.open()
  const world = createWorld(plan, { pidOf: () => null, rest: defaultDeadlines.rest })
  const nodes = new NodeSet({
    plan,
    world,
    hub,
    guardian,
    shared: null,
    folders,
    programOf: () => [program],
    deadlines: defaultDeadlines,
    outputPath: (node) => results.nodeLog(node),
    record: () => {},
    onBreach: () => {},
    isOpen: false,
  })
  world.start()
  for (const node of nodes.nodes) await node.start()
  const bob = nodes.node('bob')
  const { addresses, peerId } = nodes.node(ways[way])
  const target = { peerId, addresses, paths: 'any', dialTimeout: 10_000, timeout: 600_000 } as const
  await bob.request('transfer', { ...target, bytes: 1024 * 1024 })
  const started = performance.now()
  const bytes = mebibytes * 1024 * 1024
  const { arrived } = await bob.request('transfer', { ...target, bytes })
  const seconds = (performance.now() - started) / 1000
  if (arrived !== bytes) throw new Error(`${arrived} of ${bytes} bytes arrived`)
  world.stop()
  await Promise.all(nodes.nodes.map((node) => node.end()))
  return mebibytes / seconds
}

console.log(`${mebibytes} MiB over one stream, median of ${repetitions}, in turn`)
for (const way of ['direct', 'relayed'] as const) {
  const speeds: Record<FabricName, number[]> = { virtual: [], host: [] }
  for (let round = 0; round < repetitions; round++) {
    for (const fabric of ['host', 'virtual'] as const) speeds[fabric].push(await transfer(fabric, way))
  }
  const virtual = median(speeds.virtual)
  const host = median(speeds.host)
  console.log(
    `  ${way.padEnd(8)}${virtual.toFixed(0)} MiB/s virtual, ${host.toFixed(0)} MiB/s host: ` +
      ratio(virtual / host, way === 'direct' ? 'at least' : null, 0.3),
  )
}
process.exit(0)
