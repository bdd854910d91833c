import { tellCounts } from '../search/render-search.ts'
import type { SearchReport } from '../search/search-report.ts'
import { renderPage } from './render-page.ts'
import { clean } from './words.ts'

/** Renders a search as one document; `script` is its program. It links to the reports of its smallest topologies. */
export function renderSearchPage(report: SearchReport, script: string): string {
  return renderPage({
    title: `${clean(report.name)}: search`,
    summary: `${tellCounts(report)}.`,
    data: report,
    script,
  })
}
