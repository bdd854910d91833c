import type { Verdict } from '../../verdict/verdict.ts'
import { inNamedOrder } from './in-named-order.ts'
import { junitXml, type UnrunParts } from './junit-xml.ts'
import type { Reporter, ReporterDefinition } from './reporter.ts'
import { RunNotes } from './run-notes.ts'

export const junit: ReporterDefinition = {
  summary: 'JUnit XML, for the test reports of CI servers',
  isDocument: true,
  create: ({ stdout, order = [], missing = [], wrong = [], searches = [] }) =>
    junitReporter((xml) => stdout.write(xml), { missing, wrong, searches }, order),
}

/** Calls `write` with one document about all runs, and the parts without one. */
export function junitReporter(
  write: (xml: string) => void,
  unrun: UnrunParts = {},
  order: readonly string[] = [],
): Reporter {
  const runs: { readonly notes: RunNotes; verdict: Verdict | null }[] = []
  return {
    start: (plan, info) => {
      const run = { notes: new RunNotes(plan, info), verdict: null as Verdict | null }
      runs.push(run)
      return {
        event: (event, settled) => run.notes.push(event, settled),
        end: (verdict) => {
          run.verdict = verdict
        },
      }
    },
    close: () => {
      const sorted = inNamedOrder(runs, order, ({ notes }) => notes.info)
      const ended = sorted.flatMap(({ notes, verdict }) => (verdict === null ? [] : [{ notes, verdict }]))
      write(junitXml(ended, unrun))
    },
  }
}
