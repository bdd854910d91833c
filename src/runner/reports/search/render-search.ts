/** The outcome of a search, for people. */
import { plural } from '../../language/values/plural.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import type { ReportedGroup, SearchReport } from './search-report.ts'

export function renderSearch(report: SearchReport): readonly string[] {
  const { groups, unseen } = report
  return [
    tellCounts(report),
    ...groups.flatMap(renderGroup),
    ...(unseen.length > 0 ? [''] : []),
    ...unseen.map((one) => `NEVER SEEN  ${escapeTerminal(one)}`),
  ]
}

/** `200 runs and 31 to shrink, 168 signatures, 2 groups of failures, 1 new` */
export function tellCounts({ runs, shrinking, signatures, groups, unknown }: SearchReport): string {
  const fresh = groups.filter(({ known }) => known === null).length
  return [
    `${plural(runs, 'run')} and ${shrinking} to shrink`,
    plural(signatures, 'signature'),
    `${plural(groups.length, 'group')} of failures`,
    `${fresh} new`,
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ].join(', ')
}

/** `12 runs, first in run 3 of seed 1; 2 faults` */
export function tellFirst({ count, firstRun, seed, ways }: ReportedGroup): string {
  const size = plural(ways[0]?.smallest.length ?? 0, 'fault')
  return `${plural(count, 'run')}, first in run ${firstRun} of seed ${seed}; ${size}`
}

function renderGroup(group: ReportedGroup): readonly string[] {
  const { known, expectation, reason, commands } = group
  const next = known === null ? commands : [`explained by ${known}`]
  return [
    '',
    `${known === null ? 'NEW' : 'KNOWN'}  ${escapeTerminal(expectation)}`,
    ...[reason, tellFirst(group), ...next].map((line) => `      ${escapeTerminal(line)}`),
  ]
}
