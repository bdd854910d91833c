/**
 * Helpers for node:test. Imported by a test file, it shows the report of every run of a test that fails.
 *
 *     assertPass(await runTopology('relay-expiry.yaml'))
 */
import { AssertionError } from 'node:assert'
import { existsSync } from 'node:fs'
import { afterEach, beforeEach, type TestContext } from 'node:test'
import { onRun } from './announce-run.ts'
import { passes } from './passes.ts'
import { reportIn, type TopologyResult } from './result.ts'

/** Throws an AssertionError with the story of a run whose verdict is not pass, and the path of its report. */
export function assertPass(result: TopologyResult): void {
  const { pass, message } = passes(result)
  if (!pass) throw new AssertionError({ message, operator: 'topo' })
}

const folders = new Set<string>()
onRun((folder) => folders.add(folder))

beforeEach(() => folders.clear())

afterEach((context) => {
  // Node has it in tests, its types do not.
  const test = context as TestContext & { readonly passed?: boolean }
  if (test.passed !== false) return
  for (const report of [...folders].map(reportIn)) {
    if (existsSync(report)) test.diagnostic(`topo report: ${report}`)
  }
})
