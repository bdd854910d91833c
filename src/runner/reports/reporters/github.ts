import { describeHole, type Hole } from '../../verdict/hole.ts'
import { escapeLines } from '../text/escape-terminal.ts'
import { type Finding, findingsOf } from './findings.ts'
import type { ReporterDefinition } from './reporter.ts'
import { RunNotes } from './run-notes.ts'
import { type EndedRun, renderStepSummary } from './step-summary.ts'
import { plainStyle } from './style.ts'
import { renderFinding } from './summary.ts'

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export const github: ReporterDefinition = {
  summary: 'annotations at the lines of the topology file and a summary of the job, for GitHub Actions',
  isDocument: false,
  create: ({ stdout, runs, missing = [], env, append }) => {
    const ended: EndedRun[] = []
    return {
      start: (plan, info) => {
        const notes = new RunNotes(plan, info)
        return {
          event: (event, settled) => notes.push(event, settled),
          end: (verdict) => {
            ended.push({ notes, verdict })
            for (const finding of findingsOf(verdict)) stdout.write(`${annotation(finding, notes)}\n`)
            for (const hole of verdict.holes) stdout.write(`${warning(hole, notes)}\n`)
          },
        }
      },
      close: () => {
        for (const { name, reason } of missing)
          stdout.write(`::error title=${escapeProperty(`${name}: unknown`)}::${escapeData(reason)}\n`)
        const file = env['GITHUB_STEP_SUMMARY']
        if (file !== undefined && file !== '' && ended.length > 0)
          append(file, renderStepSummary(ended, runs))
      },
    }
  },
}

function annotation(finding: Finding, notes: RunNotes): string {
  const { outcome, title, line } = finding
  const command = outcome === 'known' ? 'notice' : 'error'
  const properties = {
    file: notes.info.file,
    ...(line === null ? {} : { line: String(line) }),
    title: `${notes.info.label}: ${outcome}: ${title}`,
  }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`)
  return `::${command} ${list.join(',')}::${escapeData(renderFinding(finding, notes, plainStyle).join('\n'))}`
}

/** A loss that no entry of the timeline saw. */
function warning(hole: Hole, { info }: RunNotes): string {
  const title = `${info.label}: warning`
  return `::warning file=${escapeProperty(info.file)},title=${escapeProperty(title)}::${escapeData(describeHole(hole))}`
}

/** The log of a job is shown in terminals, too. */
function escapeData(text: string): string {
  return escapeLines(text).replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
