import path from 'node:path'
import { openResults } from '../../results/open-results.ts'
import { openSearch } from '../../search/stored-search.ts'
import { compare } from '../compare/compare.ts'
import { fromStored } from '../compare/stored.ts'
import { htmlFile } from '../page/html-file.ts'
import { readLogTails } from '../page/read-log-tails.ts'
import { renderComparison } from '../page/render-comparison.ts'
import { renderSearchPage } from '../page/render-search-page.ts'
import { replay } from '../reporters/replay.ts'
import { Reporting } from '../reporters/reporting.ts'
import { type FindReport, searchReport } from '../search/report-of.ts'
import { assertOwnFiles, assertOwnSearch } from './assert-own-files.ts'

/**
 * Makes the report of a run again from its plan and log. Other files of the folder may come from anywhere and are not
 * served. Throws {@link InputError}.
 */
export function reportPage(folder: string, script: string): string {
  assertOwnFiles(folder)
  const run = openResults(folder)
  const written: string[] = []
  const names = run.plan.nodes.map(({ name }) => name)
  const page = htmlFile({
    script: () => script,
    source: run.source(),
    logs: () => readLogTails(names, run.nodeLog),
    write: (html) => written.push(html),
    isElsewhere: true,
  })
  const reporting = new Reporting([])
  replay(run, reporting, [page])
  const [failure] = reporting.close()
  if (failure !== undefined) throw new Error(failure.message)
  return written.join('')
}

/** The page of a search, in its present state. */
export function searchPage(folder: string, findReport: FindReport, script: string): string {
  assertOwnSearch(folder)
  return renderSearchPage(searchReport(openSearch(folder), findReport), script)
}

/** Two or more runs side by side, in their present state. */
export function comparisonPage(folders: readonly string[], script: string): string {
  const runs = folders.map((folder) => {
    assertOwnFiles(folder)
    return fromStored(openResults(folder))
  })
  const labels = labelsOf(
    folders,
    runs.map(({ summary }) => summary.release ?? ''),
  )
  const sides = runs.map((run, index) => ({
    label: labels[index] ?? '',
    place: folders[index] ?? '',
    runs: [run],
  }))
  return renderComparison(compare(sides), sides, script)
}

/** Labels: the releases when they differ, else the start times. */
function labelsOf(folders: readonly string[], releases: readonly string[]): readonly string[] {
  const areTold = new Set(releases).size === releases.length && !releases.includes('')
  if (areTold) return releases
  return folders.map((folder, index) => {
    const name = path.basename(folder)
    return `${String.fromCharCode('A'.charCodeAt(0) + (index % 26))} ${name.slice(0, 10)} ${name.slice(11, 19).replaceAll('-', ':')} ${name.slice(-6)}`
  })
}
