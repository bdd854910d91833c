import { expect, it } from 'vitest'
import { type ReleaseRun, releaseTable } from '../../src/cli/tell-end.ts'
import { verdictOf } from '../../src/runner/verdict/verdict.ts'
import { runs } from '../fixtures/runs.ts'

function finished(name: string, run: 'passing' | 'failing', release: string): ReleaseRun {
  const { plan, events } = runs[run]
  return { attempts: [verdictOf(plan, events)], name, release, varied: {} }
}

it('the table has a line for each topology, a column for each release, and the worst of repeated runs', () => {
  const table = releaseTable([
    finished('hello', 'passing', '2.10.0'),
    finished('hello', 'failing', '3.3.5'),
    finished('hello', 'passing', '3.3.5'),
    finished('relay-expiry', 'passing', '3.3.5'),
  ])
  expect(table).toBe(`
              2.10.0  3.3.5
hello         pass    fail
relay-expiry  -       pass
`)
})
