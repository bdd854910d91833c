/**
 * The cost of a run with a growing number of nodes: a boot-node, and peers behind their own routers with reservations on
 * its relay, for some virtual minutes. Each number of nodes runs in a program of its own, beside plain libp2p: as many
 * hosts in one process, with as many keepalive pings. Prints CPU and memory, the ratio of both, and the exponent by which
 * the CPU grows from one number of nodes to the next. 1 means: each node costs as much as before.
 *
 *     node bench/scale.ts [minutes] [nodes ...]      default 10 and 10 30 100 300 1000
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { costOf, ratio } from './measure.ts'

const [minutes = 10, ...wanted] = process.argv.slice(2).map(Number)
const counts = wanted.length > 0 ? wanted : [10, 30, 100, 300, 1000]
/** Pings of each end of a connection in a minute: one every 10 s. */
const pingsAMinute = 6

interface OfTopo {
  readonly outcome: string
  readonly reason: string
  /** Seconds. */
  readonly wall: number
  readonly runner: number
  readonly nodes: number
  /** MB in all. */
  readonly memory: number
}

function topology(nodes: number): string {
  return `
name: scale
nodes:
  boot: { kind: boot-node, relay: { maxReservations: 2000 }, libp2pOptions: { connectionManager: { maxConnections: 2000 } } }
  peer: { kind: peer, nat: port-restricted-cone, relays: boot, autonat: false, dcutr: false, count: ${nodes - 1} }
timeline:
  - { at: ${minutes}m, expect: reservation, peer: peer-*, relay: boot, within: 1s }
`
}

async function play<T>(program: string, ...args: readonly string[]): Promise<T> {
  const file = fileURLToPath(new URL(`scale/${program}`, import.meta.url))
  return JSON.parse((await costOf([file, ...args])).stdout) as T
}

const folder = mkdtempSync(path.join(tmpdir(), 'topo-bench-'))
console.log(`${minutes} virtual minutes; CPU and wall time in seconds, without loading the programs`)
let last: { readonly nodes: number; readonly cpu: number } | null = null
for (const nodes of counts) {
  const file = path.join(folder, `scale-${nodes}.yaml`)
  writeFileSync(file, topology(nodes))
  const topo = await play<OfTopo>('topo-run.ts', file)
  if (topo.outcome !== 'pass') throw new Error(`${nodes} nodes: ${topo.outcome}: ${topo.reason}`)
  const plain = await play<{ cpu: number; memory: number }>(
    'packed.ts',
    String(nodes - 1),
    String(minutes * pingsAMinute),
  )
  const cpu = topo.runner + topo.nodes
  const exponent = last === null ? '' : exponentOf(last, { nodes, cpu })
  console.log(
    [
      `${String(nodes).padStart(5)} nodes  ${cpu.toFixed(1)} CPU (runner ${topo.runner.toFixed(1)})`,
      `${topo.wall.toFixed(1)} wall, ${((1000 * cpu) / nodes).toFixed(0)} ms CPU a node`,
      `${topo.memory.toFixed(0)} MB, ${(topo.memory / nodes).toFixed(1)} a node${exponent}`,
      `libp2p alone ${plain.cpu.toFixed(1)} CPU, ${plain.memory.toFixed(0)} MB`,
      `CPU ${ratio(cpu / plain.cpu, nodes === 100 ? 'at most' : null, 1.5)}`,
    ].join('; '),
  )
  last = { nodes, cpu }
}
rmSync(folder, { recursive: true })

function exponentOf(from: { nodes: number; cpu: number }, to: { nodes: number; cpu: number }): string {
  const exponent = Math.log(to.cpu / from.cpu) / Math.log(to.nodes / from.nodes)
  return `; exponent ${exponent.toFixed(2)}`
}
