import { expect, test } from 'vitest'
import { github } from '../../../../src/runner/reports/reporters/github.ts'
import { Reporting } from '../../../../src/runner/reports/reporters/reporting.ts'
import { RunNotes } from '../../../../src/runner/reports/reporters/run-notes.ts'
import { renderStepSummary } from '../../../../src/runner/reports/reporters/step-summary.ts'
import { plainStyle } from '../../../../src/runner/reports/reporters/style.ts'
import { type EndedRun, triedRuns } from '../../../../src/runner/reports/reporters/tried-runs.ts'
import type { RunInfo } from '../../../../src/runner/results/run-info.ts'
import { Judge } from '../../../../src/runner/verdict/verdict.ts'
import { contextOf, infoFor, playInto, type ReportedRun, TextOutput } from '../../../fixtures/report.ts'
import { runNames, runs } from '../../../fixtures/runs.ts'

function ended({ plan, events }: ReportedRun, info: Partial<RunInfo> = {}): EndedRun {
  const notes = new RunNotes(plan, { ...infoFor(plan), ...info })
  const judge = new Judge(plan)
  for (const event of events) notes.push(event, judge.push(event))
  return { notes, verdict: judge.verdict() }
}

const summaryOf = (all: readonly EndedRun[]) =>
  renderStepSummary(triedRuns(all), { runs: all.length, missing: [], wrong: [], style: plainStyle })

test('the summary of a job reads as it always did', async () => {
  const summary = summaryOf(runNames.map((name) => ended(runs[name])))
  await expect(summary).toMatchFileSnapshot('../../../golden/reporters/step-summary.md')
})

test('texts of a run are neither Markdown nor HTML, and end no cell and no fold', () => {
  const summary = summaryOf([ended(runs.hostile)])
  expect(summary).not.toContain('<script')
  const row = summary.split('\n').find((line) => line.includes('hostile'))
  expect(row?.match(/(?<!&#124)\|/g)).toHaveLength(6)
  const [fold = ''] = /<pre>.*<\/pre>/s.exec(summary) ?? []
  expect(fold).not.toContain('\n\n')
})

test('a summary stays below the limit of GitHub, and its table is complete', () => {
  const summary = summaryOf(
    Array.from({ length: 2000 }, (_, at) => ended(runs.failing, { folder: `results/failing/${at}` })),
  )
  expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
  expect(summary.match(/^\| ❌/gm)).toHaveLength(2000)
})

test('the summary is added to the file that GitHub names, once for all runs', async () => {
  const appended: string[][] = []
  const context = contextOf(new TextOutput(), {
    env: { GITHUB_STEP_SUMMARY: '/tmp/summary.md' },
    append: (file, text) => appended.push([file, text]),
  })
  const reporting = new Reporting([{ name: 'github', reporter: await github.create(context) }])
  playInto(reporting, runs.passing)
  playInto(reporting, runs.failing)
  reporting.close()
  expect(appended).toEqual([['/tmp/summary.md', expect.stringContaining('2 runs: 1 pass, 1 fail')]])
})

test('the commands of a summary are those of the job', async () => {
  const appended: string[] = []
  const context = contextOf(new TextOutput(), {
    env: { GITHUB_STEP_SUMMARY: 'summary', npm_command: 'exec' },
    append: (_, text) => appended.push(text),
  })
  const reporting = new Reporting([{ name: 'github', reporter: await github.create(context) }])
  playInto(reporting, runs.failing)
  reporting.close()
  expect(appended.join()).toContain('again    npx topo run topologies/demo.yaml --seed 7\n')
})
