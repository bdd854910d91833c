/**
 * Helpers for Vitest. As one of `setupFiles`, or imported by a test: adds the matchers, and shows the report of every
 * run of a test that fails.
 *
 *     expect(await runTopology('relay-expiry.yaml')).toPass()
 *     await expect(net.node('bob')).toReach('alice', { path: 'relayed', via: 'boot', within: '5s' })
 */
import { beforeEach, expect, onTestFailed } from 'vitest'
import { onRun } from './announce-run.ts'
import { ExpectationError } from './expectation-error.ts'
import { type LiveNode, NodeOfTopology } from './live-topology.ts'
import { judgeReach, type ReachOptions } from './reach.ts'
import { reportIn, type TopologyResult } from './result.ts'

interface TopologyMatchers<R> {
  /** The verdict of a finished run is pass; else the message is its story. */
  toPass(): R
  /** A node of a topology that runs reaches another one; the message says what was seen instead. */
  toReach(to: string, options?: ReachOptions): Promise<R>
}
