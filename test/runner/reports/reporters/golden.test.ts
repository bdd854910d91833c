import { expect, test } from 'vitest'
import { type ReporterName, reporters } from '../../../../src/runner/reports/reporters/registry.ts'
import { reportLive } from '../../../fixtures/report.ts'
import { runNames, runs } from '../../../fixtures/runs.ts'

const names = Object.keys(reporters) as ReporterName[]
const cases = names.flatMap((reporter) => runNames.map((run) => ({ reporter, run })))

test.each(cases)('the $reporter report of a $run run reads as it always did', async ({ reporter, run }) => {
  const file = `../../../golden/reporters/${run}.${reporter}.txt`
  await expect(await reportLive(reporter, runs[run])).toMatchFileSnapshot(file)
})
