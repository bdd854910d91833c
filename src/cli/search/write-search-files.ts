import { existsSync } from 'node:fs'
import path from 'node:path'
import { renderSearchPage } from '../../runner/reports/page/render-search-page.ts'
import { junitXml } from '../../runner/reports/reporters/junit-xml.ts'
import type { Reporting } from '../../runner/reports/reporters/reporting.ts'
import { searchReport } from '../../runner/reports/search/report-of.ts'
import type { SearchReport } from '../../runner/reports/search/search-report.ts'
import { latestName, resultFiles } from '../../runner/results/files.ts'
import { writeAtomic } from '../../runner/results/write-atomic.ts'
import { openSearch, searchFiles } from '../../runner/search/stored-search.ts'

/** Reads a stored search: `<results>/<name>/search/<id>`. */
export function reportOfSearch(folder: string): SearchReport {
  const results = path.resolve(folder, '../../..')
  return searchReport(openSearch(folder), (topology) => {
    const page = path.join(results, topology, latestName, resultFiles.report)
    return existsSync(page) ? path.relative(path.resolve(folder), page).split(path.sep).join('/') : null
  })
}

/** Writes the page and the JUnit file of a search into its folder. A failure counts as that of a reporter. */
export function writeSearchFiles(report: SearchReport, script: () => string, { keep }: Reporting): void {
  const file = (name: string) => path.join(report.folder, name)
  keep(searchFiles.junit, () => writeAtomic(file(searchFiles.junit), junitXml([], { searches: [report] })))
  keep(searchFiles.page, () => writeAtomic(file(searchFiles.page), renderSearchPage(report, script())))
}
