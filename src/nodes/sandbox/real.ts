/** Originals for the sandbox's own use, taken before it replaces them. */
import fs from 'node:fs'
import net from 'node:net'
import v8 from 'node:v8'
import vm from 'node:vm'

interface Process {
  /** Runs all nextTicks and microtasks, as Node does between two timers. */
  _tickCallback(): void
  reallyExit(code: number): never
}

const inner = process as unknown as Process

export const real = {
  Date,
  dlopen: process.dlopen,
  pid: process.pid,
  ppid: process.ppid,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  Socket: net.Socket,
  connect: net.Socket.prototype.connect,
  writeSync: fs.writeSync,
  runTicks: inner._tickCallback.bind(process),
  exit: inner.reallyExit.bind(process),
  activeResources: process.getActiveResourcesInfo.bind(process),
  memoryUsage: process.memoryUsage.bind(process),
  now: performance.now.bind(performance),
  setFlags: v8.setFlagsFromString,
  runInNewContext: vm.runInNewContext,
} as const

/** Bytes of the JavaScript objects that are in use, after a full collection of garbage. */
export function usedHeap(): number {
  real.setFlags('--expose-gc')
  const collect: unknown = real.runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return real.memoryUsage().heapUsed
}
