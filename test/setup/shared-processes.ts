import { afterAll } from 'vitest'
import { ofAllRuns } from '../../src/runner/processes/shared/process-pool.ts'

afterAll(() => ofAllRuns[Symbol.asyncDispose]())
