/**
 * The program of a report: it reads the data of the document that it is in and shows it. Nothing is loaded from
 * anywhere.
 *
 *     report.ts            the data, the events and the model made of them
 *     app.tsx              the whole page; where the cursor is
 *     timeline*.ts(x)      lanes on a canvas: lanes.ts lays them out, paint-lanes.ts draws, timeline-view.ts zooms
 *     topology-map.tsx     the machines (place-machines.ts says where) and who is connected at the cursor
 *     event-list.tsx       every event; only the rows that are seen exist
 */
import type { ReportData } from '../report-data.ts'
import { App } from './app.tsx'
import { reportOf } from './report.ts'
import { showPage } from './show-page.ts'

showPage('', (data: ReportData) => <App report={reportOf(data)} />)
