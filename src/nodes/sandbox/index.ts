/**
 * The preload of a node process. Import it before anything else: it gives the process its virtual clock, its virtual
 * network and its seeded randomness, and leaves the program that follows unmodified. Without `TOPO_NODE` in the
 * environment it does nothing.
 *
 *     parameters.ts         what the runner says at the start
 *     runner-connection.ts  the one real connection; ../wire.ts is what it speaks
 *     control.ts            what the agent uses
 *     idle/                 the step loop, and knowing when it is over
 *     clock/                Date, performance, timers
 *     network/              net.Socket, net.Server, dns, os.networkInterfaces
 *     random/               Math.random, random bytes, keys
 *     finalization.ts       FinalizationRegistry
 *     process-ids.ts        process.pid and process.ppid
 *     machine.ts            processors, memory, load and user
 *     vm-contexts.ts        clock and randomness in contexts of node:vm
 *     unrepeatable.ts       what only warns: warnings.ts
 *     real.ts, replace.ts   taking originals and putting others in their place
 */
import { syncBuiltinESMExports } from 'node:module'
import { takeParameters } from '../../protocol/start-parameters.ts'
import { startSandbox } from './start.ts'

const parameters = takeParameters(process.env)
if (parameters !== undefined) {
  startSandbox(parameters)
  syncBuiltinESMExports()
}
