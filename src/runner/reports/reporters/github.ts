import { plural } from '../../language/values/plural.ts'
import { describeHole, type Hole } from '../../verdict/hole.ts'
import type { SearchReport } from '../search/search-report.ts'
import { storyOf } from '../search/story.ts'
import { escapeLines } from '../text/escape-terminal.ts'
import { type Finding, findingsOf } from './findings.ts'
import { inNamedOrder } from './in-named-order.ts'
import type { Mistake, ReporterDefinition, WrongFile } from './reporter.ts'
import { RunNotes } from './run-notes.ts'
import { renderSearchSummary, renderStepSummary } from './step-summary.ts'
import { plainStyle, plainStyleIn } from './style.ts'
import { renderFinding } from './summary.ts'
import { type EndedRun, type TriedRun, tellAttempts, tellingAttempts, triedRuns } from './tried-runs.ts'

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export const github: ReporterDefinition = {
  summary: 'annotations at the lines of the topology file and a summary of the job, for GitHub Actions',
  isDocument: false,
  create: ({ stdout, runs, order = [], missing = [], wrong = [], searches = [], env, append }) => {
    const ended: EndedRun[] = []
    const print = (line: string) => stdout.write(`${line}\n`)
    return {
      start: (plan, info) => {
        const notes = new RunNotes(plan, info)
        return {
          event: (event, settled) => notes.push(event, settled),
          end: (verdict) => ended.push({ notes, verdict }),
        }
      },
      close: () => {
        const tried = triedRuns(inNamedOrder(ended, order, ({ notes }) => notes.info))
        for (const one of tried) annotationsOf(one).forEach(print)
        for (const file of wrong) file.mistakes.map((mistake) => ofMistake(mistake, file)).forEach(print)
        for (const { name, reason, file = null } of missing)
          print(command('error', { file, title: `${name}: unknown` }, reason))
        for (const search of searches) annotationsOfSearch(search).forEach(print)
        const file = env['GITHUB_STEP_SUMMARY']
        if (file === undefined || file === '') return
        for (const search of searches) append(file, renderSearchSummary(search))
        if (ended.length + wrong.length + missing.length > 0)
          append(file, renderStepSummary(tried, { runs, missing, wrong, style: plainStyleIn(env) }))
      },
    }
  },
}

/** A flaky run passes, so the findings of its failed attempts are warnings. */
function annotationsOf(tried: TriedRun): readonly string[] {
  const { last, isFlaky, isUnsteady } = tried
  const [{ notes, verdict }] = tellingAttempts(tried)
  const attempts = isFlaky || isUnsteady ? tellAttempts(tried) : null
  return [
    ...findingsOf(verdict).map((finding) => annotation(finding, notes, attempts, isFlaky)),
    ...last.verdict.holes.map((hole) => warning(hole, last.notes)),
  ]
}

/** `attempts`: the outcomes of attempts that differ; null: they do not. */
function annotation(finding: Finding, notes: RunNotes, attempts: string | null, isFlaky: boolean): string {
  const { outcome, title, line } = finding
  const { file, label } = notes.info
  const text = renderFinding(finding, notes, plainStyle).join('\n')
  if (attempts !== null) {
    const [name, word] = isFlaky ? (['warning', 'flaky'] as const) : (['error', 'unknown'] as const)
    return command(name, { file, line, title: `${label}: ${word}: ${attempts}: ${title}` }, text)
  }
  return command(
    outcome === 'known' ? 'notice' : 'error',
    { file, line, title: `${label}: ${outcome}: ${title}` },
    text,
  )
}

function annotationsOfSearch(search: SearchReport): readonly string[] {
  const { name, file, groups, unseen, runs, hasVerdict } = search
  const unknown = (reason: string) => command('error', { file, title: `search ${name}: unknown` }, reason)
  return [
    ...groups.map((group) => {
      const { id, known, expectation } = group
      const word = known === null ? 'new failure' : 'known failure'
      const title = `search ${name}: ${word} ${id}: ${expectation}`
      const story = storyOf(group).join('\n')
      return command(known === null ? 'error' : 'notice', { file, title }, story)
    }),
    ...unseen.map((one) => unknown(`${one}: never seen in ${plural(runs, 'run')}`)),
    ...(hasVerdict ? [] : [unknown(`none of ${plural(runs, 'run')} has a verdict`)]),
  ]
}

/** A loss that no entry of the timeline saw. */
function warning(hole: Hole, { info }: RunNotes): string {
  return command('warning', { file: info.file, title: `${info.label}: warning` }, describeHole(hole))
}

function ofMistake({ severity, code, message, hint, line, column }: Mistake, { file }: WrongFile): string {
  const title = `${severity}[${code}]`
  return command(
    severity,
    { file, line, col: column, title },
    hint === null ? message : `${message}\n${hint}`,
  )
}

function command(
  name: 'error' | 'warning' | 'notice',
  properties: Readonly<Record<string, string | number | null>>,
  text: string,
): string {
  const list = Object.entries(properties).flatMap(([key, value]) =>
    value === null ? [] : [`${key}=${escapeProperty(String(value))}`],
  )
  return `::${name} ${list.join(',')}::${escapeData(text)}`
}

/** The log of a job is shown in terminals, too. */
function escapeData(text: string): string {
  return escapeLines(text).replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
