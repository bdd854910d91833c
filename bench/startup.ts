/**
 * What one started node costs, as a ratio to a plain import of the same program from node_modules, in one run:
 *
 *     node bench/startup.ts [repetitions]
 *
 * Both start the same boot-node, listen on a free port and end. CPU and peak memory are the operating system's
 * account of the whole process.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleEnvironment, bundleOf } from '../src/nodes/bundle.ts'

const repetitions = Number(process.argv[2] ?? 7)
const entry = path.join(import.meta.dirname, 'startup/start-boot-node.ts')
const bundle = await bundleOf(pathToFileURL(entry).href)

interface Cost {
  /** Seconds, user and system. */
  readonly cpu: number
  /** MB. */
  readonly memory: number
  /** Seconds until it listens. */
  readonly wall: number
}

async function measure(program: string, env: Readonly<Record<string, string>>): Promise<Cost> {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  await once(child, 'close')
  const [cpu = 0, memory = 0, wall = 0] = text.trim().split(' ').map(Number)
  return { cpu, memory, wall }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

const plain: Cost[] = []
const bundled: Cost[] = []
await measure(entry, {})
await measure(bundle, bundleEnvironment())
for (let round = 0; round < repetitions; round += 1) {
  plain.push(await measure(entry, {}))
  bundled.push(await measure(bundle, bundleEnvironment()))
}

console.log(`one node from start to listening, median of ${repetitions}, in turn`)
for (const [name, unit, target] of [
  ['cpu', 's', 0.3],
  ['memory', 'MB', 0.7],
  ['wall', 's', null],
] as const) {
  const own = median(bundled.map((cost) => cost[name]))
  const other = median(plain.map((cost) => cost[name]))
  const wanted = target === null ? '' : ` (at most ${target})`
  console.log(
    `  ${name.padEnd(7)} ${own.toFixed(2)} ${unit} bundled, ${other.toFixed(2)} ${unit} plain: ratio ${(own / other).toFixed(2)}${wanted}`,
  )
}
