/**
 * The program of a report: it shows the data in its document, and loads nothing else.
 *
 *     report.ts            the data, the events and the model made of them
 *     app.tsx              the whole page and its cursor
 *     timeline.tsx         lanes on a canvas: lay-out-lanes.ts places them, paint-lanes.ts paints them,
 *                          timeline-view.ts has axis and pointer, time-window.ts the zoom, overview.ts the strip above
 *     topology-map.tsx     the machines (placed by place-machines.ts) and their connections at the cursor
 *     event-list.tsx       every event; only the rows in view exist
 *     styles/              the style, by the parts of the page; show-page.ts joins them
 */
import type { ReportData } from '../report-data.ts'
import { App } from './app.tsx'
import { reportOf } from './report.ts'
import { showPage } from './show-page.ts'

showPage('', (data: ReportData) => <App report={reportOf(data)} />)
