/**
 * Warm processes of one test file serve the next file of its worker. A command in this process ends them at its own end:
 * here it leaves them to the others.
 */
import { ofAllRuns, ProcessPool } from '../../src/runner/processes/shared/process-pool.ts'
import { atWorkerEnd } from './at-worker-end.ts'

const end = ProcessPool.prototype[Symbol.asyncDispose]
Object.defineProperty(ofAllRuns, Symbol.asyncDispose, { value: async () => {}, configurable: true })
atWorkerEnd('shared processes', () => end.call(ofAllRuns))
