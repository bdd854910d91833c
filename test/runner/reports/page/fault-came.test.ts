import { expect, test } from 'vitest'
import { faultCame } from '../../../../src/runner/reports/page/fault-came.ts'

const fault = { entry: '1-cut', kind: 'cut', line: 3, started: 0, reverted: null, changes: [], reason: '' }
const changes = [{ what: 'connects refused', count: 1 }]

test.each([
  [{ outcome: 'applied', changes }, '1 connect refused'],
  [{ outcome: 'applied' }, 'changed nothing, as allowed'],
  [{ outcome: 'running' }, 'running'],
  [{ outcome: 'failed', changes, reason: 'the fault failed: no route' }, 'the fault failed: no route'],
] as const)('what a fault came to is told in words: %#', (given, told) => {
  expect(faultCame({ ...fault, ...given })).toBe(told)
})
