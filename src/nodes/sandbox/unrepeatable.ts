/** Parts of Node whose results depend on the machine, and that a sandbox cannot make repeatable: they warn. */
import fs from 'node:fs'
import inspector from 'node:inspector'
import process from 'node:process'
import v8 from 'node:v8'
import vm from 'node:vm'
import workers from 'node:worker_threads'
import zlib from 'node:zlib'
import { warnOnUse } from './warnings.ts'

const unseen = 'works on another thread, and topo does not see when it is done'
const machines = 'follows the machine, in real time'

export function installWarnings(): void {
  for (const name of Object.keys(zlib)) {
    if (/^(create[A-Z]|[A-Z])/.test(name) || typeof Reflect.get(zlib, `${name}Sync`) === 'function')
      warnOnUse(zlib, name, `zlib.${name}`, unseen)
  }
  const globals: Readonly<Record<string, string>> = {
    CompressionStream: unseen,
    DecompressionStream: unseen,
    MessageChannel: unseen,
  }
  for (const [name, why] of Object.entries(globals)) warnOnUse(globalThis, name, name, why)
  for (const name of ['MessageChannel', 'Worker', 'receiveMessageOnPort', 'postMessageToThread'])
    warnOnUse(workers, name, `worker_threads.${name}`, unseen)
  const assembly = Reflect.get(globalThis, 'WebAssembly') as object
  for (const name of ['compileStreaming', 'instantiateStreaming'])
    warnOnUse(assembly, name, `WebAssembly.${name}`, unseen)
  for (const name of ['wait', 'waitAsync']) warnOnUse(Atomics, name, `Atomics.${name}`, machines)
  for (const name of ['watch', 'watchFile', 'statfs', 'statfsSync'])
    warnOnUse(fs, name, `fs.${name}`, machines)
  for (const name of ['watch', 'statfs']) warnOnUse(fs.promises, name, `fs.promises.${name}`, machines)
  for (const name of ['DatabaseSync', 'backup'])
    warnOnUse(quietly('node:sqlite'), name, `sqlite.${name}`, 'has a clock and random numbers of its own')
  // libp2p opens channels of which it posts nothing while it has no workers.
  warnOnUse(BroadcastChannel.prototype, 'postMessage', 'BroadcastChannel.postMessage', unseen)
  for (const name of [
    'GCProfiler',
    'getHeapSnapshot',
    'queryObjects',
    'startCpuProfile',
    'writeHeapSnapshot',
  ])
    warnOnUse(v8, name, `v8.${name}`, machines)
  warnOnUse(vm, 'measureMemory', 'vm.measureMemory', machines)
  warnOnUse(inspector, 'Session', 'inspector.Session', machines)
  for (const name of ['binding', '_linkedBinding'])
    warnOnUse(process, name, `process.${name}`, 'reaches around the sandbox')
  warnOnUse(process, 'dlopen', 'a native add-on', 'reaches around the sandbox')
  warnOnUse(quietly('node:wasi'), 'WASI', 'wasi.WASI', 'has a clock and random numbers of its own')
}

/** Returns a module of Node, without Node's warning that it is experimental: the program has not asked for it. */
function quietly(name: 'node:sqlite' | 'node:wasi'): object {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule(name)
  } finally {
    process.emitWarning = emitWarning
  }
}
