import path from 'node:path'
import { bundleEnvironment } from '../../base/bundle-cache/cache-folder.ts'
import { type AgentProgram, environment } from './node-program.ts'

/** The agent from its bundle, with a module node's file (null: none), to which stack traces then lead. */
export function agentProgram(programOf: (libp2p: string) => string, module: string | null): AgentProgram {
  return {
    kind: 'agent',
    awaited:
      module === null
        ? 'it was not ready'
        : `createNode of ${path.basename(module)} had not returned a host that is started`,
    launch: (libp2p) => ({
      file: process.execPath,
      args: [...(module === null ? [] : ['--enable-source-maps']), programOf(libp2p)],
      env: { ...environment(), ...bundleEnvironment() },
      cwd: process.cwd(),
    }),
  }
}
