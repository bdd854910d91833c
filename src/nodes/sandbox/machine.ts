/**
 * The machine and the process as every node sees them, whatever the real ones are: processors, memory, load, user. The
 * environment and the folders of the node come from the runner.
 */
import os from 'node:os'
import process from 'node:process'
import v8 from 'node:v8'
import type { VirtualTime } from './clock/virtual-time.ts'
import { SandboxError } from './network/errors.ts'
import { disguise, replace, replaceGetter } from './replace.ts'

const mebibyte = 1024 * 1024
const total = 8192 * mebibyte
const free = 4096 * mebibyte
const processors = 2
const id = 1000

type Loose = (...args: never[]) => unknown

export function installMachine(present: () => VirtualTime): void {
  const processor = () => ({
    model: 'topo',
    speed: 1000,
    times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 },
  })
  const user = { uid: id, gid: id, username: 'node', shell: '/bin/sh' }
  replaceAll(os, {
    cpus: () => Array.from({ length: processors }, processor),
    availableParallelism: () => processors,
    totalmem: () => total,
    freemem: () => free,
    loadavg: () => [0, 0, 0],
    uptime: () => present().elapsed() / 1000,
    release: () => '6.0.0',
    version: () => 'topo',
    machine: () => 'x86_64',
    userInfo: () => ({ ...user, homedir: os.homedir() }),
    getPriority: () => 0,
    setPriority: () => {},
  })
  const navigator: unknown = Reflect.get(globalThis, 'navigator')
  if (typeof navigator === 'object' && navigator !== null)
    replaceGetter(Object.getPrototypeOf(navigator) as object, 'hardwareConcurrency', () => processors)
  const memory = {
    rss: 64 * mebibyte,
    heapTotal: 32 * mebibyte,
    heapUsed: 16 * mebibyte,
    external: mebibyte,
    arrayBuffers: 0,
  }
  const use = process.resourceUsage()
  const noUse = Object.fromEntries(Object.keys(use).map((key) => [key, key === 'maxRSS' ? 64 * 1024 : 0]))
  replaceAll(process, {
    memoryUsage: Object.assign(() => ({ ...memory }), { rss: () => memory.rss }),
    resourceUsage: () => ({ ...noUse }),
    cpuUsage: () => ({ user: 0, system: 0 }),
    threadCpuUsage: () => ({ user: 0, system: 0 }),
    availableMemory: () => free,
    constrainedMemory: () => total,
    getActiveResourcesInfo: () => [],
    _getActiveHandles: () => [],
    _getActiveRequests: () => [],
    getuid: () => id,
    geteuid: () => id,
    getgid: () => id,
    getegid: () => id,
    getgroups: () => [id],
  })
  installHeap(memory.heapTotal, memory.heapUsed)
  const { report } = process
  replaceAll(report, {
    // biome-ignore lint/complexity/useArrowFunction: it refuses `new`, too
    getReport: function () {
      return refuse('process.report.getReport')
    },
    // biome-ignore lint/complexity/useArrowFunction: it refuses `new`, too
    writeReport: function () {
      return refuse('process.report.writeReport')
    },
  })
}

/** Statistics of the heap, with all figures fixed. */
function installHeap(size: number, used: number): void {
  const still = (value: unknown): unknown => {
    if (typeof value === 'number') return 0
    if (Array.isArray(value)) return value.map(still)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, still(inner)]))
  }
  for (const name of ['getHeapSpaceStatistics', 'getHeapCodeStatistics', 'getCppHeapStatistics'] as const) {
    const original = Reflect.get(v8, name) as Loose | undefined
    if (original === undefined) continue
    const fixed = still(original())
    replace(
      v8,
      name,
      disguise(() => structuredClone(fixed), original),
    )
  }
  const heap = {
    ...(still(v8.getHeapStatistics()) as object),
    total_heap_size: size,
    used_heap_size: used,
    heap_size_limit: 2048 * mebibyte,
  }
  replace(
    v8,
    'getHeapStatistics',
    disguise(() => ({ ...heap }), v8.getHeapStatistics as Loose),
  )
}

function refuse(name: string): never {
  throw new SandboxError(
    `${name} tells of the machine and of real time, which differ in each run. Run with \`clock: real\` to use it.`,
  )
}

function replaceAll(target: object, values: Readonly<Record<string, Loose>>): void {
  for (const [name, value] of Object.entries(values)) {
    const original: unknown = Reflect.get(target, name)
    if (typeof original === 'function') replace(target, name, disguise(value, original as Loose))
  }
}
