import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogue, runUndisturbed, shipped } from '../support/run-topology.ts'

describe.concurrent('a shipped topology', () => {
  it.each(catalogue)(
    '%s passes and teaches what it is about',
    async (name) => {
      const plan = shipped(name)
      expect(plan.name).toBe(path.basename(name))
      expect(plan.description.length).toBeGreaterThan(80)
      if (name.startsWith('upstream/')) expect(plan.description).toMatch(/ https:\/\/github\.com\/\S+$/)
      const { verdict } = await runUndisturbed(plan)
      expect(verdict.reason).toMatch(/expectations? holds?/)
      expect(verdict.outcome).toBe('pass')
    },
    600_000,
  )
})
