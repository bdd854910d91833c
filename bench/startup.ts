/**
 * The cost of starting one node, as a ratio to a plain import of the same program from node_modules, in one run:
 *
 *     node bench/startup.ts [repetitions] [--libp2p 1.9.4,2.10.0,current]
 *
 * Both start the same boot-node of the same libp2p release, from topo's own node_modules (current) or from where the
 * release is installed, listen on a free port and end. CPU and peak memory are the
 * operating system's account of the whole process.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { bundleEnvironment } from '../src/base/bundle-cache/cache-folder.ts'
import { bundleOf } from '../src/runner/releases/agent-programs.ts'
import { Releases } from '../src/runner/releases/releases.ts'
import { median, ratio } from './measure.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { libp2p: { type: 'string', default: 'current' } },
})
const repetitions = Number(positionals[0] ?? 7)
const entry = path.join(import.meta.dirname, 'startup/start-boot-node.ts')
const importFrom = pathToFileURL(path.join(import.meta.dirname, 'startup/import-from.ts')).href
const releases = new Releases({ tell: console.error })

interface Cost {
  /** Seconds, user and system. */
  readonly cpu: number
  /** MB. */
  readonly memory: number
  /** Seconds until it listens. */
  readonly wall: number
}

async function measure(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Cost> {
  const child = spawn(process.execPath, [...args], {
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

for (const release of values.libp2p.split(',')) {
  const modules = await releases.modules(await releases.exact(release, process.cwd()))
  const bundle = await bundleOf(pathToFileURL(entry).href, modules)
  const plain: Cost[] = []
  const bundled: Cost[] = []
  const imported = () =>
    modules === null
      ? measure([entry], {})
      : measure(['--import', importFrom, entry], { TOPO_BENCH_RELEASE: JSON.stringify(modules) })
  const started = () => measure([bundle], bundleEnvironment())
  await imported()
  await started()
  for (let round = 0; round < repetitions; round += 1) {
    plain.push(await imported())
    bundled.push(await started())
  }
  console.log(`libp2p ${release}: one node from start to listening, median of ${repetitions}, in turn`)
  for (const [name, unit, target] of [
    ['cpu', 's', 0.3],
    ['memory', 'MB', 0.7],
    ['wall', 's', null],
  ] as const) {
    const own = median(bundled.map((cost) => cost[name]))
    const other = median(plain.map((cost) => cost[name]))
    const compared = ratio(own / other, target === null ? null : 'at most', target ?? 0)
    console.log(
      `  ${name.padEnd(7)} ${own.toFixed(2)} ${unit} bundled, ${other.toFixed(2)} ${unit} plain: ${compared}`,
    )
  }
}
