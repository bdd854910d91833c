import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Fingerprint } from '../../src/events/fingerprint.ts'
import { catalogue, shipped } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'

/** Fingerprints of the topologies that repeat: those in virtual time. */
const fingerprints = new Map<string, string>()

describe.concurrent('a shipped topology', () => {
  it.each(catalogue)(
    '%s passes, and its description explains it',
    async (name) => {
      const plan = shipped(name)
      expect(plan.name).toBe(path.basename(name))
      expect(plan.description.length).toBeGreaterThan(80)
      if (name.startsWith('upstream/')) expect(plan.description).toMatch(/ https:\/\/github\.com\/\S+$/)
      const { verdict, events } = await sharedRun(plan)
      if (plan.clock === 'virtual') {
        const fingerprint = new Fingerprint()
        for (const event of events) fingerprint.push(event)
        fingerprints.set(name, fingerprint.digest())
      }
      expect(verdict.reason).toMatch(/expectations? holds?/)
      expect(verdict.outcome).toBe('pass')
    },
    600_000,
  )
})

it('every shipped topology in virtual time gives its golden fingerprint', async () => {
  const sorted = Object.fromEntries([...fingerprints].sort(([a], [b]) => (a < b ? -1 : 1)))
  await expect(`${JSON.stringify(sorted, null, 2)}\n`).toMatchFileSnapshot('../golden/fingerprints.json')
})
