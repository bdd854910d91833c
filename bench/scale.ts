/**
 * The cost of a virtual minute with a growing number of nodes: a boot-node, and peers behind their own routers with
 * reservations on its relay. Prints wall time, CPU and memory, and ratios to the run with 10 nodes.
 *
 *     node bench/scale.ts [nodes ...]      default 3 10 30 100
 */
import { readdirSync, readFileSync } from 'node:fs'
import { runPlan } from '../src/runner/run/run.ts'
import { cpuOf, median, memoryOf, ratio } from './measure.ts'
import { planOf, resultsOf } from './plan.ts'

const counts = process.argv.slice(2).map(Number)
const minutes = 3

interface Minute {
  /** Seconds. */
  readonly wall: number
  readonly cpu: number
  /** MB per node. */
  readonly memory: number
}

function topology(nodes: number): string {
  return `
name: scale
nodes:
  boot: { kind: boot-node, relay: { maxReservations: 1000 } }
  peer: { kind: peer, nat: port-restricted-cone, relays: boot, autonat: false, dcutr: false, count: ${nodes - 1} }
timeline:
  - { at: 58s, expect: reservation, peer: peer-*, relay: boot, within: 1s }
  - { at: 58s, expect: connection, from: peer-*, to: boot, within: 1s }
  - { at: ${minutes + 1}m, expect: reservation, peer: peer-*, relay: boot, within: 1s }
`
}

async function measure(nodes: number): Promise<Minute> {
  const source = topology(nodes)
  const plan = planOf(source)
  const marks: { readonly wall: number; readonly cpu: number; readonly memory: number }[] = []
  const mark = () => {
    const pids = nodePids()
    if (pids.length !== nodes) throw new Error(`${nodes} nodes, but ${pids.length} processes`)
    const cpu = pids.reduce((sum, pid) => sum + cpuOf(pid), cpuOf('self'))
    const memory = median(pids.map(memoryOf))
    marks.push({ wall: performance.now() / 1000, cpu, memory })
  }
  const verdict = await runPlan({
    plan,
    results: resultsOf(plan, source),
    wall: {},
    signal: new AbortController().signal,
    until: null,
    follow: (clock) => {
      for (const minute of [1, minutes + 1]) void clock.sleepUntil(minute * 60_000 - 1).then(mark)
      return () => {}
    },
  })
  if (verdict.outcome !== 'pass') throw new Error(`${nodes} nodes: ${JSON.stringify(verdict, null, 2)}`)
  const [first, last] = marks
  if (first === undefined || last === undefined) throw new Error('the run was over too soon')
  return {
    wall: (last.wall - first.wall) / minutes,
    cpu: (last.cpu - first.cpu) / minutes,
    memory: last.memory,
  }
}

/** Returns the children of this process that run a bundle. */
function nodePids(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        return parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('.mjs')
      } catch {
        return false
      }
    })
}

const measured = new Map<number, Minute>()
for (const nodes of counts.length > 0 ? counts : [3, 10, 30, 100]) measured.set(nodes, await measure(nodes))
const ten = measured.get(10)
console.log('one virtual minute')
for (const [nodes, { wall, cpu, memory }] of measured) {
  const ratios =
    ten === undefined
      ? ''
      : `; to 10 nodes: wall ${ratio(wall / ten.wall, nodes === 100 ? 'at most' : null, 12)}, CPU ${ratio(cpu / ten.cpu, nodes === 100 ? 'at most' : null, 12)}`
  console.log(
    `  ${String(nodes).padStart(3)} nodes  ${wall.toFixed(3)} s wall, ${cpu.toFixed(3)} s CPU, ${memory.toFixed(0)} MB a node${ratios}`,
  )
}
process.exit(0)
