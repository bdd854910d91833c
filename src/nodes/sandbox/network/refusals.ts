/** Refuses calls that would leave the sandbox other than by node:net: they throw. */
import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import { replace } from '../replace.ts'
import { SandboxError } from './errors.ts'

export function installRefusals(): void {
  replace(dgram, 'createSocket', () => {
    throw new SandboxError(
      'The virtual network carries TCP only: no UDP, and so no QUIC, WebRTC or mDNS. Run with `fabric: host` for those.',
    )
  })
  for (const name of ['spawn', 'exec', 'execFile', 'fork'] as const) {
    replace(childProcess, name, () => {
      throw new SandboxError(
        `A node in virtual time cannot start processes (child_process.${name}): they would live in real time. ` +
          'Run with `clock: real` or `fabric: host`.',
      )
    })
  }
}
