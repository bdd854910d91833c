import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expectations } from '../../../src/runner/expectations/registry.ts'

test('every expectation is a file, and every other file of the folder is known', () => {
  const files = readdirSync(new URL('../../../src/runner/expectations', import.meta.url))
  const shared = [
    'advertised-after.ts',
    'cell-of.ts',
    'combine.ts',
    'expectation.ts',
    'gaps.ts',
    'measures.ts',
    'nat-beliefs.ts',
    'open-connections.ts',
    'pairs.ts',
    'process-state.ts',
    'registry.ts',
    'reservation-books.ts',
  ]
  expect(files.sort()).toEqual([...Object.keys(expectations).map((name) => `${name}.ts`), ...shared].sort())
})
