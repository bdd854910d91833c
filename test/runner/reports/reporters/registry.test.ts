import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isReporterName, reporters } from '../../../../src/runner/reports/reporters/registry.ts'

test.each(Object.keys(reporters))('the reporter %s is a file of that name', (name) => {
  expect(existsSync(new URL(`../../../../src/runner/reports/reporters/${name}.ts`, import.meta.url))).toBe(
    true,
  )
  expect(isReporterName(name)).toBe(true)
})

test('a member of all objects is no reporter', () => {
  expect(isReporterName('toString')).toBe(false)
})
