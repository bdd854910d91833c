import type { Verdict } from '../../verdict/verdict.ts'
import type { NamedReporter } from '../reporters/reporting.ts'
import { RunNotes } from '../reporters/run-notes.ts'
import { vocabularyOf } from '../text/vocabulary-of.ts'
import { EventPacker } from './pack-events.ts'
import { renderPage } from './render-page.ts'
import type { LogTail, ReportData } from './report-data.ts'

export interface HtmlFileOptions {
  /** Returns the program of the page. */
  readonly script: () => string
  /** The topology as its author wrote it. */
  readonly source: string
  /** Reads the output of the nodes, after the run. */
  readonly logs: () => readonly LogTail[]
  readonly write: (html: string) => void
  /** True: the page is not in the folder of the run. Default: it is. */
  readonly isElsewhere?: boolean
}

/** Writes the report page of a run, at its end. */
export function htmlFile({
  script,
  source,
  logs,
  write,
  isElsewhere = false,
}: HtmlFileOptions): NamedReporter {
  return {
    name: 'report.html',
    reporter: {
      start: (plan, info) => {
        const notes = new RunNotes(plan, info)
        const packer = new EventPacker()
        return {
          event: (event, settled) => {
            notes.push(event, settled)
            packer.push(event)
          },
          end: (verdict) => {
            const { label, file, command } = info
            const started = notes.started?.toISOString() ?? null
            const { captures } = info
            const linked = isElsewhere || captures.length === 0 ? {} : { captures }
            const run = { label, file, command, started, wall: notes.wall, ...linked }
            const { faults } = vocabularyOf(plan)
            const events = packer.packed()
            const stories = storiesOf(verdict, notes)
            const data: ReportData = { plan, verdict, run, faults, source, events, stories, logs: logs() }
            const title = `${verdict.outcome}: ${label}`
            const summary = notes.words.clean(verdict.reason)
            write(renderPage({ title, summary, data, script: script() }))
          },
        }
      },
      close: () => {},
    },
  }
}

function storiesOf({ expectations }: Verdict, { stories }: RunNotes): ReportData['stories'] {
  const told = expectations.filter(({ outcome, started }) => outcome !== 'pass' && started !== null)
  return Object.fromEntries(
    told.map(({ entry }) => [
      entry,
      stories.of(entry).map(({ event: { n }, at, until, times }) => ({ n, at, until, times })),
    ]),
  )
}
