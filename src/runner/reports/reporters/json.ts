import type { RunInfo } from '../../results/run-info.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import type { SearchReport } from '../search/search-report.ts'
import { toPlainJson } from '../text/plain-json.ts'
import { inNamedOrder } from './in-named-order.ts'
import type { ReporterDefinition } from './reporter.ts'

export const json: ReporterDefinition = {
  summary: 'one JSON document with the verdict of every run, for programs',
  isDocument: true,
  create: ({ stdout, order = [], missing = [], wrong = [], searches = [] }) => {
    const runs: { info: RunInfo; verdict: Verdict | null }[] = []
    return {
      start: (_plan, info) => {
        const run = { info, verdict: null as Verdict | null }
        runs.push(run)
        return {
          event: () => {},
          end: (verdict) => {
            run.verdict = verdict
          },
        }
      },
      close: () => {
        const ended = inNamedOrder(runs, order, ({ info }) => info).flatMap(({ info, verdict }) =>
          verdict === null ? [] : [{ ...runOf(info), verdict }],
        )
        const lost = missing.length === 0 ? {} : { missing }
        const unrun = wrong.length === 0 ? {} : { wrong }
        const searched = searches.length === 0 ? {} : { searches: searches.map(searchOf) }
        stdout.write(`${toPlainJson({ version: 1, runs: ended, ...searched, ...lost, ...unrun })}\n`)
      },
    }
  },
}

/** The figures of the page are left out. */
function searchOf({ coverage: _, ...report }: SearchReport) {
  return report
}

/** A retry names the folder of the first attempt, which is beside its own. */
function runOf({ label, file, folder, retryOf }: RunInfo) {
  return { label, file, folder, ...(retryOf !== null && { retryOf }) }
}
