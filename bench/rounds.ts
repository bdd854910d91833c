/**
 * Three hours of virtual time of relay-expiry (a relay, a client with a reservation, a third peer), against the CPU
 * that libp2p alone needs for as many keepalive pings. Prints ratios.
 *
 *     node bench/rounds.ts [--hours 3] [--latency 0] [--repeat 1] [--flags "--single-threaded-gc"] [--no-baseline]
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { batchKind } from '../src/nodes/wire.ts'
import { VirtualClock } from '../src/runner/clock/virtual.ts'
import { createSwitch } from '../src/runner/fabric/virtual/switch.ts'
import { NodeProcesses } from '../test/support/node-processes.ts'
import { measureBaseline } from './rounds/baseline.ts'

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '3' },
    latency: { type: 'string', default: '0' },
    repeat: { type: 'string', default: '1' },
    flags: { type: 'string', default: '' },
    baseline: { type: 'boolean', default: true },
    pin: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
  allowNegative: true,
})
const hours = Number(values.hours)
const folder = mkdtempSync(path.join(tmpdir(), 'topo-bench-'))
const bundle = path.join(folder, 'node.mjs')
const baselineBundle = path.join(folder, 'baseline.mjs')

for (const [entry, outfile] of [
  ['bench/rounds/node.ts', bundle],
  ['bench/rounds/alone.ts', baselineBundle],
] as const) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  })
}

interface Measured {
  readonly wall: number
  readonly runnerCpu: number
  readonly nodeCpu: number
  readonly fingerprint: string
  readonly effort: { rounds: number; steps: number }
}

async function relayExpiry(): Promise<Measured> {
  await using processes = new NodeProcesses()
  const hosts = { '93.184.216.1': 'relay', '93.184.216.2': 'client', '93.184.216.3': 'third' }
  const network = createSwitch({
    seed: 7,
    hosts: Object.entries(hosts).map(([address, name]) => ({ name, addresses: [address], router: null })),
    routers: [],
    links: [{ from: '*', to: '*', latency: Number(values.latency), jitter: 0, bandwidth: null, loss: 0 }],
  })
  const clock = new VirtualClock({ network })
  const log = createHash('sha256')
  const flags = values.flags.split(' ').filter((flag) => flag !== '')
  const cpuFiles: string[] = []

  const launch = async (address: string, name: string) => {
    const cpuFile = path.join(folder, `${name}.cpu.json`)
    cpuFiles.push(cpuFile)
    const profile = values.profile
      ? ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`]
      : []
    const argv = [...flags, ...profile, bundle]
    const env = { BENCH_CPU: cpuFile }
    const node = await processes.start(name, {
      argv,
      env,
      rank: Object.values(hosts).indexOf(name),
      addresses: [address],
      seed: '7',
      stdio: 'inherit',
    })
    const waiting = new Map<string, (message: Record<string, unknown>) => void>()
    const seat = clock.add(node, (message, time) => {
      const entry = JSON.stringify([time, name, message])
      if (values.verbose) console.log(entry)
      log.update(entry)
      const { type } = message as { type: string }
      if (type === 'failed') throw new Error(entry)
      waiting.get(type)?.(message as Record<string, unknown>)
    })
    const reply = (type: string) =>
      new Promise<Record<string, unknown>>((resolve) => {
        waiting.set(type, resolve)
      })
    return { seat, reply, node }
  }

  const started = performance.now()
  const [relay, client, third] = await clock.hold(() =>
    Promise.all(Object.entries(hosts).map(([address, name]) => launch(address, name))),
  )
  if (relay === undefined || client === undefined || third === undefined)
    throw new Error('three nodes were started')
  if (values.pin) {
    for (const pid of [process.pid, ...[relay, client, third].map(({ node }) => node.child.pid)]) {
      execFileSync('taskset', ['-p', '-c', '1', String(pid)])
    }
  }
  clock.start()
  relay.seat.send({ type: 'start', role: 'relay', listen: '/ip4/93.184.216.1/tcp/4001' })
  const { id } = await relay.reply('started')
  const address = `/ip4/93.184.216.1/tcp/4001/p2p/${String(id)}`
  await clock.sleepUntil(100)
  client.seat.send({ type: 'start', role: 'client', relay: address })
  await client.reply('started')
  await clock.sleepUntil(200)
  third.seat.send({ type: 'start', role: 'third', listen: '/ip4/93.184.216.3/tcp/4001', relay: address })
  await third.reply('started')
  const cpuBefore = process.cpuUsage()
  await clock.sleepUntil(hours * 3_600_000)
  const wall = performance.now() - started
  const runnerCpu = process.cpuUsage(cpuBefore)
  clock.stop()
  for (const { node } of [relay, client, third]) {
    const exit = Buffer.from(JSON.stringify({ type: 'exit' }))
    const frame = { op: 0, node: 0, id: 0, time: clock.now(), payload: exit } as const
    node.send({ kind: batchKind.step, time: clock.now(), next: clock.now(), frames: [frame] })
    await node.exited
  }
  let nodeCpu = 0
  for (const file of cpuFiles) {
    const usage = JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ResourceUsage
    if (values.verbose) console.log(file, usage)
    nodeCpu += usage.userCPUTime + usage.systemCPUTime
  }
  return {
    wall: wall / 1000,
    runnerCpu: (runnerCpu.user + runnerCpu.system) / 1e6,
    nodeCpu: nodeCpu / 1e6,
    fingerprint: log.digest('hex').slice(0, 16),
    effort: clock.effort,
  }
}

const pings = Math.round(hours * 1440)
const baselines: [string, number][] = []
if (values.baseline) {
  for (const way of ['hot', 'spaced'] as const) {
    const seconds = await measureBaseline(baselineBundle, way, pings)
    console.log(`libp2p alone, ${pings} pings, ${way}: ${seconds.toFixed(2)} s of CPU`)
    baselines.push([way, seconds])
  }
}
for (let i = 0; i < Number(values.repeat); i++) {
  const run = await relayExpiry()
  const ratios = baselines.map(([way, seconds]) => `  ${(run.wall / seconds).toFixed(2)} x ${way}`).join('')
  console.log(
    `${hours} h in ${run.wall.toFixed(2)} s (x${Math.round((hours * 3600) / run.wall)})  nodes ${run.nodeCpu.toFixed(2)} s CPU  ` +
      `runner ${run.runnerCpu.toFixed(2)} s CPU  rounds ${run.effort.rounds}  steps ${run.effort.steps}  ${run.fingerprint}${ratios}`,
  )
}
console.log(folder)
