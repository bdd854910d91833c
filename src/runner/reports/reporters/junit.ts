import type { Verdict } from '../../verdict/verdict.ts'
import { junitXml } from './junit-xml.ts'
import type { Reporter, ReporterDefinition } from './reporter.ts'
import { RunRecord } from './run-record.ts'

export const junit: ReporterDefinition = {
  summary: 'JUnit XML, for the test reports of CI servers',
  isDocument: true,
  create: ({ stdout }) => junitReporter((xml) => stdout.write(xml)),
}

/** Calls `write` with one document about all runs. */
function junitReporter(write: (xml: string) => void): Reporter {
  const runs: { readonly record: RunRecord; verdict: Verdict | null }[] = []
  return {
    start: (plan, info) => {
      const run = { record: new RunRecord(plan, info), verdict: null as Verdict | null }
      runs.push(run)
      return {
        event: (event, settled) => run.record.push(event, settled),
        end: (verdict) => {
          run.verdict = verdict
        },
      }
    },
    close: () =>
      write(junitXml(runs.flatMap(({ record, verdict }) => (verdict === null ? [] : [{ record, verdict }])))),
  }
}
