import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, shipped } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'

const names = readdirSync(path.join(root, 'topologies/found'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => `found/${path.basename(file, '.yaml')}`)

describe.concurrent('a topology that a search found', () => {
  it.each(names)('%s fails as its description tells, and only by the issue that it names', async (name) => {
    const plan = shipped(name)
    expect(plan.name).toBe(path.basename(name))
    expect(plan.description).toMatch(/ https:\/\/github\.com\/\S+$/)
    const { verdict } = await sharedRun(plan)
    expect(verdict.outcome, verdict.reason).toBe('pass')
    expect(verdict.expectations.filter(({ outcome }) => outcome === 'known')).not.toEqual([])
  })
})
