/** Errors for the ways out of the sandbox that bypass node:net, such as child processes. */
import childProcess from 'node:child_process'
import cluster from 'node:cluster'
import dgram from 'node:dgram'
import inspector from 'node:inspector'
import net from 'node:net'
import process from 'node:process'
import test from 'node:test'
import { replace } from '../replace.ts'
import { SandboxError } from './errors.ts'

const processes =
  'A node in virtual time cannot start processes (NAME): they would live in real time. ' +
  'Run with `clock: real` or `fabric: host`.'
const handles =
  'A node on the virtual network has no sockets of the machine (NAME). Run with `fabric: host` for those.'
const debugging =
  'A node in virtual time cannot be debugged (NAME): it would stand still while the run waits for it. Run with `clock: real`.'

export function installRefusals(): void {
  const starters = [
    'exec',
    'execFile',
    'execFileSync',
    'execSync',
    'fork',
    'spawn',
    'spawnSync',
    '_forkChild',
  ]
  for (const name of starters) refuse(childProcess, name, `child_process.${name}`, processes)
  refuse(childProcess.ChildProcess.prototype, 'spawn', 'ChildProcess.spawn', processes)
  refuse(childProcess, 'ChildProcess', 'new child_process.ChildProcess', processes)
  for (const name of ['BoundSocket', '_createServerHandle']) refuse(net, name, `net.${name}`, handles)
  refuse(dgram, '_createSocketHandle', 'dgram._createSocketHandle', handles)
  refuse(cluster, 'fork', 'cluster.fork', processes)
  refuse(process, 'execve', 'process.execve', processes)
  refuse(test, 'run', 'test.run', processes)
  for (const name of ['open', 'waitForDebugger']) refuse(inspector, name, `inspector.${name}`, debugging)
  refuse(process, '_debugProcess', 'process._debugProcess', debugging)
}

function refuse(target: object, key: string, name: string, sentence: string): void {
  if (typeof Reflect.get(target, key) !== 'function') return
  // With `function`, it refuses `new`, too.
  replace(target, key, function refused() {
    throw new SandboxError(sentence.replace('NAME', name))
  })
}
