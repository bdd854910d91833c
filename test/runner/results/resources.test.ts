import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readResources, resourcesText, sumOfUsage } from '../../../src/runner/results/resources.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

it('the usage of nodes reads back as it was written', () => {
  const file = path.join(temporaryFolder(), 'resources.json')
  const resources = { alice: { cpu: 1230, peak: 84_000_000 } }
  writeFileSync(file, resourcesText(resources))
  expect(readResources(file)).toEqual(resources)
})

it.each([
  ['is not there', null],
  ['is damaged', '{"version":1,"nodes":'],
  ['says something else', '{"version":1,"nodes":{"alice":{"cpu":-1,"peak":"much"}}}'],
])('nothing is known of a run whose resources.json %s', (_, text) => {
  const file = path.join(temporaryFolder(), 'resources.json')
  if (text !== null) writeFileSync(file, text)
  expect(readResources(file)).toEqual({})
})

it('the usage of successive processes is the sum of their CPU, and the memory of the largest', () => {
  expect(
    sumOfUsage([
      { cpu: 100, peak: 7 },
      { cpu: 50, peak: 9 },
    ]),
  ).toEqual({ cpu: 150, peak: 9 })
})

it.each([
  ['is missing', [{ cpu: 100, peak: 7 }, null]],
  ['was never there', []],
])('nothing is known where one of them %s', (_, all) => {
  expect(sumOfUsage(all)).toBeNull()
})
