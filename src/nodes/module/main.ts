/**
 * The program of a module node. Its bundle has no libp2p: the agent and the module's own code import the one copy of the
 * node's release. The sandbox and the loader come first, so all of that code sees only what they show.
 */
import '../sandbox/index.ts'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readModuleProgram } from '../../protocol/module-program.ts'
import { topoControl } from '../sandbox/control.ts'
import { installLoader } from './loading/install-loader.ts'

// The module's own code sees no argument of topo.
const [description = ''] = process.argv.splice(2, 1)
const program = readModuleProgram(description)
installLoader(program, path.dirname(fileURLToPath(import.meta.url)))
const started = import('./start-module-agent.ts').then(({ startModuleAgent }) => startModuleAgent(program))
await (topoControl()?.hold(started) ?? started)
