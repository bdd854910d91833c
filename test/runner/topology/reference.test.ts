import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { expectationsTable, faultsTable, insertBetween } from '../../../src/runner/topology/docs.ts'
import { referenceFiles } from '../../../src/runner/topology/reference.ts'
import { root } from '../../support/run-topology.ts'

const stale = 'is not what the registries say: run "npm run generate"'
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

it.each(Object.entries(referenceFiles()))('%s is current', (file, text) => {
  expect(read(file) === text, `${file} ${stale}`).toBe(true)
})

it.each([
  ['faults', faultsTable()],
  ['expectations', expectationsTable()],
])('the table of %s in README.md is there and current', (marker, table) => {
  const readme = read('README.md')
  expect(readme).toContain(`<!-- ${marker} -->`)
  expect(insertBetween(readme, marker, table) === readme, `README.md ${stale}`).toBe(true)
})
