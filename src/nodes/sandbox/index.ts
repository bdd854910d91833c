/**
 * The preload of a node process. Import it before anything else. It gives the process a virtual clock, a virtual network
 * and seeded randomness; the program itself stays unmodified. Without `TOPO_NODE` in the environment it does nothing.
 *
 *     start.ts              puts the parts together
 *     sandbox-node.ts         one node; present-node.ts is the one whose code runs
 *     runner-connection.ts  the only real connection; protocol/wire.ts has its format
 *     control.ts            the agent's interface; controls.ts implements it
 *     uncaught.ts           the report of an uncaught exception
 *     idle/                 the loop of a step, and the detection of its end
 *     clock/                Date, performance, timers
 *     network/              net.Socket, net.Server, dns, os.networkInterfaces
 *     random/               Math.random, random bytes, keys
 *     finalization.ts       FinalizationRegistry
 *     process-ids.ts        process.pid and process.ppid
 *     machine.ts            processors, memory, load and user
 *     vm-contexts.ts        clock and randomness in contexts of node:vm
 *     unrepeatable.ts       functions that only warn: warnings.ts
 *     real.ts, replace.ts   the originals, and their replacement
 */
import { syncBuiltinESMExports } from 'node:module'
import { takeParameters } from '../../protocol/start-parameters.ts'
import { startSandbox } from './start.ts'

const parameters = takeParameters(process.env)
if (parameters !== undefined) {
  startSandbox(parameters)
  syncBuiltinESMExports()
}
