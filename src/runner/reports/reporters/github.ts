import { type Finding, findingsOf } from './findings.ts'
import type { ReporterDefinition } from './reporter.ts'
import { RunRecord } from './run-record.ts'
import { type EndedRun, renderStepSummary } from './step-summary.ts'
import { plainStyle } from './style.ts'
import { renderFinding } from './summary.ts'

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export const github: ReporterDefinition = {
  summary: 'annotations at the lines of the topology file and a summary of the job, for GitHub Actions',
  isDocument: false,
  create: ({ stdout, runs, env, append }) => {
    const ended: EndedRun[] = []
    return {
      start: (plan, info) => {
        const record = new RunRecord(plan, info)
        return {
          event: (event, settled) => record.push(event, settled),
          end: (verdict) => {
            ended.push({ record, verdict })
            for (const finding of findingsOf(verdict)) stdout.write(`${annotation(finding, record)}\n`)
          },
        }
      },
      close: () => {
        const file = env['GITHUB_STEP_SUMMARY']
        if (file !== undefined && file !== '' && ended.length > 0)
          append(file, renderStepSummary(ended, runs))
      },
    }
  },
}

function annotation(finding: Finding, record: RunRecord): string {
  const { outcome, title, line } = finding
  const command = outcome === 'known' ? 'notice' : 'error'
  const properties = {
    file: record.info.file,
    ...(line === null ? {} : { line: String(line) }),
    title: `${record.info.label}: ${outcome}: ${title}`,
  }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`)
  return `::${command} ${list.join(',')}::${escapeData(renderFinding(finding, record, plainStyle).join('\n'))}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
