/**
 * The program of a search: its groups of failures, their timelines, and its coverage.
 *
 *     search-app.tsx       the whole page
 *     found-groups.tsx     the table of all groups
 *     group-panel.tsx      one group: reason, commands, and each timeline beside its smallest one
 *     drawn-timeline.tsx   the faults of a timeline
 *     coverage-panel.tsx   signatures and features over the runs
 */
import type { SearchReport } from '../../search/search-report.ts'
import { SearchApp } from './search-app.tsx'
import { showPage } from './show-page.ts'
import experimentCss from './styles/experiment.css'
import searchCss from './styles/search.css'

showPage(`${experimentCss}${searchCss}`, (report: SearchReport) => <SearchApp report={report} />)
