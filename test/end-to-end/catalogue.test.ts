import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, runUndisturbed, shipped } from '../support/run-topology.ts'

const names = readdirSync(path.join(root, 'topologies'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort()

describe.concurrent('a shipped topology', () => {
  it.each(names)(
    '%s passes and teaches what it is about',
    async (name) => {
      const plan = shipped(name)
      expect(plan.name).toBe(path.basename(name))
      expect(plan.description.length).toBeGreaterThan(80)
      if (name.startsWith('upstream/')) expect(plan.description).toMatch(/ https:\/\/github\.com\/\S+$/)
      const { verdict } = await runUndisturbed(plan)
      expect(verdict.reason).toMatch(/expectations hold/)
      expect(verdict.outcome).toBe('pass')
    },
    600_000,
  )
})
