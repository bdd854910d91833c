/**
 * The catalogue on releases before the current one: some of it each time, all of it (a good ten minutes) with
 *
 *     TOPO_CATALOGUE=all npx vitest run test/end-to-end/catalogue-on-releases.test.ts
 */
import { describe, expect, it } from 'vitest'
import { differing } from '../fixtures/old-releases.ts'
import { shownOn } from '../fixtures/shown-on.ts'
import { catalogue, runToEnd, shipped } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'

/** Short, of different parts of libp2p, and not the same on all releases. */
const sample = [
  'relay-drop',
  'rendezvous',
  'calimero/s1-boot-node-restart',
  'upstream/public-but-unconfirmed',
  'upstream/renewed-too-late',
]
const names = process.env['TOPO_CATALOGUE'] === 'all' ? catalogue : sample
const cases = Object.entries(differing).flatMap(([release, outcomes]) =>
  names.map((name) => [name, release, outcomes[name] ?? 'pass'] as const),
)

// One after the other, so that the runs of a release find its process warm.
describe('a shipped topology', () => {
  it.each(cases)(
    '%s on libp2p %s: %s',
    async (name, libp2p, outcome) => {
      const plan = shipped(name, { libp2p })
      // A node that never comes to rest is waited for in vain.
      const { verdict } = await (outcome === 'unknown'
        ? runToEnd(plan, { deadlines: { rest: 3000 } })
        : sharedRun(plan))
      expect(verdict.outcome, verdict.reason).toBe(outcome)
    },
    600_000,
  )
})

describe('a bug of js-libp2p', () => {
  it.each(shownOn)(
    '$name is shown on $shown and mended on $mended',
    async ({ name, shown, mended }) => {
      const outcomeOn = async (libp2p: string) => (await sharedRun(shipped(name, { libp2p }))).verdict.outcome
      expect([await outcomeOn(shown), await outcomeOn(mended)]).toEqual(['fail', 'pass'])
    },
    600_000,
  )
})
