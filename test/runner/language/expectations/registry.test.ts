import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expectations } from '../../../../src/runner/language/expectations/registry.ts'
import { topologyOf, type World } from '../../../fixtures/vocabulary.ts'
import { planOf } from '../../../support/run-topology.ts'

test('every expectation is a file, and every other file of the folder is known', () => {
  const files = readdirSync(new URL('../../../../src/runner/language/expectations', import.meta.url))
  const shared = [
    'advertised-after.ts',
    'combine.ts',
    'dial-queue.ts',
    'expectation.ts',
    'gaps.ts',
    'measures.ts',
    'nat-beliefs.ts',
    'open-connections.ts',
    'pairs.ts',
    'patience.ts',
    'pings.ts',
    'process-state.ts',
    'registry.ts',
    'reservation-books.ts',
    'tally.ts',
    'telling.ts',
    'telling-of.ts',
  ]
  expect(files.sort()).toEqual([...Object.keys(expectations).map((name) => `${name}.ts`), ...shared].sort())
})

test.each(['fails', 'undetermined', 'interrupted'] as const)(
  'every fixture for %s is of the kind that it is for',
  (world) => {
    const entries = planOf(topologyOf(world)).timeline.filter((entry) => entry.type === 'expectation')
    for (const { id, expectation } of entries) expect(expectation.kind).toBe(id)
  },
)

test('every expectation has a fixture where it fails, and one where it is unknown', () => {
  const has = (...worlds: readonly World[]) =>
    worlds.flatMap((world) =>
      planOf(topologyOf(world)).timeline.flatMap((entry) => (entry.type === 'expectation' ? [entry.id] : [])),
    )
  const all = Object.keys(expectations).sort()
  expect(has('fails').sort()).toEqual(all)
  expect(has('undetermined', 'interrupted').sort()).toEqual(all)
})
