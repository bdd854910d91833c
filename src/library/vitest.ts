/**
 * Helpers for Vitest. As one of its `setupFiles`, or imported by a test file: adds the matchers, and shows the report of
 * every run of a test that fails.
 *
 *     expect(await runTopology('relay-expiry.yaml')).toPass()
 *     await expect(net.node('bob')).toReach('alice', { path: 'relayed', via: 'boot', within: '5s' })
 */
import { existsSync } from 'node:fs'
import { afterEach, beforeEach, expect } from 'vitest'
import { onRun } from './announce-run.ts'
import { ExpectationError } from './expectation-error.ts'
import type { LiveNode, ReachOptions } from './live-topology.ts'
import { passes } from './passes.ts'
import { reportIn, type TopologyResult } from './result.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** The reports of the runs of a test that failed. */
    topoReports?: readonly string[]
  }

  // The type parameters must be those of Vitest's own declaration.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** The verdict of a run is pass; else the message is its story, with the path of its report. */
    toPass(): R
    /** Passes when a node of a running topology reaches another one; else the message tells the reason. */
    toReach(to: string, options?: ReachOptions): Promise<T>
  }
}

expect.extend({
  toPass: (received: TopologyResult) => {
    const { pass, message } = passes(received)
    return { pass, message: () => message }
  },
  toReach: async (received: LiveNode, to: string, options: ReachOptions = {}) => {
    try {
      const { description, reason } = await received.reaches(to, options)
      // Vitest shows it when the test wanted the opposite.
      return { pass: true, message: () => `expected that it is not so: ${description}: ${reason}` }
    } catch (error) {
      if (!(error instanceof ExpectationError)) throw error
      return { pass: false, message: () => error.message }
    }
  },
})

const folders = new Map<string, string[]>()
/** Id of the test that started last; several tests may run at the same time. */
let current = ''

onRun((folder) => folders.get(current)?.push(folder))

beforeEach(({ task }) => {
  current = task.id
  folders.set(task.id, [])
})

// Vitest takes no annotations of a test that has failed already.
afterEach(({ task }) => {
  const reports = (folders.get(task.id) ?? []).map(reportIn).filter((report) => existsSync(report))
  folders.delete(task.id)
  if (task.result?.state !== 'fail' || reports.length === 0) return
  task.meta.topoReports = reports
  for (const report of reports) console.info(`topo report: ${report}`)
})
