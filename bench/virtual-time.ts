/**
 * Compares three hours of topologies/relay-expiry.yaml in virtual time (the whole command) with the CPU that libp2p alone
 * needs for the same number of keepalive pings, in turn: in one process (the base of the ratios) and in three. Prints
 * ratios, and the speed against real time. The nodes start one ping interval apart, so their pings coincide. It also
 * prints the cost when the pings never coincide.
 *
 *     node bench/virtual-time.ts [--repeat 3] [--hot]
 *
 * `--hot` also measures libp2p with no time between its pings.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { type Cost, costOf, median, ratio } from './measure.ts'

const { values } = parseArgs({
  options: { repeat: { type: 'string', default: '3' }, hot: { type: 'boolean', default: false } },
})
const hours = 3
/** Each end of both connections pings the other every 10 s. */
const pings = hours * 4 * 360
const zeroLatency = 'links: [{ between: ["*", "*"], latency: 0ms }]'
const variants = [
  { name: 'zero latency', stagger: '10s', links: zeroLatency, target: { most: 1.15, least: 1000 } },
  { name: 'default latency', stagger: '10s', links: '', target: { most: 1.4, least: 800 } },
  { name: 'zero latency, starts 100 ms apart', stagger: '100ms', links: zeroLatency, target: null },
] as const

const folder = mkdtempSync(path.join(tmpdir(), 'topo-bench-'))
await build({
  entryPoints: ['alone', 'apart'].map((name) => path.join(import.meta.dirname, `virtual-time/${name}.ts`)),
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  logLevel: 'error',
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
})
const cli = path.join(import.meta.dirname, '../cli.ts')
const source = readFileSync(path.join(import.meta.dirname, '../topologies/relay-expiry.yaml'), 'utf8')

/** Seconds of CPU. */
async function libp2p(program: 'alone' | 'apart', ...args: readonly string[]): Promise<number> {
  return Number((await costOf([path.join(folder, `${program}.mjs`), ...args, String(pings)])).stdout)
}

function topo({ stagger, links }: (typeof variants)[number]): Promise<Cost> {
  const file = path.join(folder, 'relay-expiry.yaml')
  writeFileSync(file, `${source.replace(/^stagger: .*$/m, `stagger: ${stagger}`)}\n${links}\n`)
  return costOf([cli, 'run', file, '--results', path.join(folder, 'results')])
}

const alone: number[] = []
const apart: number[] = []
const hot: number[] = []
const runs = variants.map((): Cost[] => [])
await topo(variants[0])
for (let round = 0; round < Number(values.repeat); round++) {
  alone.push(await libp2p('alone', 'spaced'))
  apart.push(await libp2p('apart'))
  if (values.hot) hot.push(await libp2p('alone', 'hot'))
  for (const [at, variant] of variants.entries()) runs[at]?.push(await topo(variant))
}
rmSync(folder, { recursive: true })

const cpu = median(alone)
console.log(`${hours} h of relay-expiry, whole command, median of ${values.repeat}, in turn`)
console.log(
  `libp2p alone: ${cpu.toFixed(2)} s of CPU for ${pings} pings, as far apart as to be asleep in between; ` +
    `${median(apart).toFixed(2)} s in three processes` +
    (values.hot ? `; ${median(hot).toFixed(2)} s without any time in between` : ''),
)
for (const [at, { name, target }] of variants.entries()) {
  const wall = median((runs[at] ?? []).map((cost) => cost.wall))
  const speed = (hours * 3600) / wall
  console.log(
    `${name}: ${wall.toFixed(2)} s (${median((runs[at] ?? []).map((cost) => cost.cpu)).toFixed(2)} s of CPU): ` +
      (target === null ? `ratio ${(wall / cpu).toFixed(2)}` : ratio(wall / cpu, 'at most', target.most)) +
      `; ${Math.round(speed)} x real time` +
      (target === null ? '' : ` (at least ${target.least}: ${speed >= target.least ? 'met' : 'missed'})`) +
      (values.hot ? `; ${(wall / median(hot)).toFixed(2)} of hot` : ''),
  )
}
