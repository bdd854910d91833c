import { expect, test } from 'vitest'
import type { ReporterName } from '../../../../src/runner/reports/reporters/registry.ts'
import { reportLive } from '../../../fixtures/report.ts'
import { runNames, runs } from '../../../fixtures/runs.ts'

const formats = { terminal: 'txt', json: 'json', junit: 'xml', github: 'txt' } as const satisfies Record<
  ReporterName,
  string
>
const names = Object.keys(formats) as ReporterName[]
const cases = names.flatMap((reporter) => runNames.map((run) => ({ reporter, run })))

test.each(cases)('the $reporter report of a $run run reads as it always did', async ({ reporter, run }) => {
  const file = `../../../golden/reporters/${run}.${reporter}.${formats[reporter]}`
  await expect(await reportLive(reporter, runs[run])).toMatchFileSnapshot(file)
})
