/** Warm processes of one test file serve the next file of its worker. */
import { ofAllRuns } from '../../src/runner/processes/shared/process-pool.ts'
import { atWorkerEnd } from './at-worker-end.ts'

atWorkerEnd('shared processes', () => ofAllRuns[Symbol.asyncDispose]())
