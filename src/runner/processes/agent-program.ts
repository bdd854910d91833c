import path from 'node:path'
import { bundleEnvironment } from '../../base/bundle-cache/cache-folder.ts'
import { folderDescriptor } from './node-folders.ts'
import type { AgentProgram } from './node-program.ts'

export interface AgentProgramOptions {
  readonly programOf: (libp2p: string) => string
  /** File of a module node, to which stack traces then lead; null: none. */
  readonly module: string | null
  /** The node's own folder. */
  readonly folder: () => string
  /** Variables that the topology gives it. */
  readonly env: Readonly<Record<string, string>>
  /** True: its environment must be the same in each run, and it starts no programs. */
  readonly isVirtual: boolean
}

/** The agent from its bundle. */
export function agentProgram({
  programOf,
  module,
  folder,
  env,
  isVirtual,
}: AgentProgramOptions): AgentProgram {
  return {
    kind: 'agent',
    awaited:
      module === null
        ? 'it was not ready'
        : `createNode of ${path.basename(module)} had not returned a host that is started`,
    launch: (libp2p) => {
      const own = folder()
      // Through a descriptor, the folder has the same path in every run.
      const isSame = isVirtual && process.platform === 'linux'
      const seen = isSame ? `/proc/self/fd/${folderDescriptor}` : own
      return {
        file: process.execPath,
        args: [...(module === null ? [] : ['--enable-source-maps']), programOf(libp2p)],
        env: {
          PATH: isVirtual ? '/usr/local/bin:/usr/bin:/bin' : (process.env['PATH'] ?? ''),
          HOME: `${seen}/home`,
          TMPDIR: `${seen}/tmp`,
          TZ: 'UTC',
          LANG: 'C.UTF-8',
          LC_ALL: 'C.UTF-8',
          ...env,
          ...bundleEnvironment(),
        },
        cwd: module === null ? path.join(own, 'home') : path.dirname(module),
        folder: isSame ? own : null,
      }
    },
  }
}
