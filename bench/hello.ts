/**
 * `topo run topologies/hello.yaml`, the whole command with three processes and all files of its results, against the
 * same scenario hand-written in one process with libp2p from node_modules. Prints the ratio of their wall times.
 *
 *     node bench/hello.ts [repetitions]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Cost, costOf, median, ratio } from './measure.ts'

const repetitions = Number(process.argv[2] ?? 9)
const folder = mkdtempSync(path.join(tmpdir(), 'topo-bench-'))
const here = import.meta.dirname
const byHand = () => costOf([path.join(here, 'hello/by-hand.mjs')])
const topo = () =>
  costOf([
    path.join(here, '../cli.ts'),
    'run',
    path.join(here, '../topologies/hello.yaml'),
    '--results',
    folder,
  ])

const own: Cost[] = []
const other: Cost[] = []
await byHand()
await topo()
for (let round = 0; round < repetitions; round++) {
  other.push(await byHand())
  own.push(await topo())
}
rmSync(folder, { recursive: true })

console.log(`hello, whole command, median of ${repetitions}, in turn`)
for (const [key, target] of [
  ['wall', 1],
  ['cpu', null],
] as const) {
  const a = median(own.map((cost) => cost[key]))
  const b = median(other.map((cost) => cost[key]))
  console.log(
    `  ${key.padEnd(5)}${a.toFixed(2)} s topo, ${b.toFixed(2)} s by hand: ${ratio(a / b, target === null ? null : 'at most', target ?? 0)}`,
  )
}
