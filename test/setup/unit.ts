/**
 * Keeps processes and servers out of unit tests: starting one throws. Their cache is empty, so that none depends on the
 * releases that this machine happens to have.
 */
import childProcess, { ChildProcess } from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
import { Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

function forbid(action: string): () => never {
  return () => {
    throw new Error(
      `a unit test must not ${action}: rename its file to *.integration.test.ts, or move a test of whole runs to test/end-to-end/`,
    )
  }
}

const startProcess = forbid('start a process')
// Every asynchronous function of node:child_process ends in this method.
Object.assign(ChildProcess.prototype, { spawn: startProcess })
Object.assign(childProcess, { spawnSync: startProcess, execSync: startProcess, execFileSync: startProcess })
syncBuiltinESMExports()
Object.assign(Server.prototype, { listen: forbid('listen on a socket') })

process.env['TOPO_CACHE'] = path.join(tmpdir(), 'no-cache')
