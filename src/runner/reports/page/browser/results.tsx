/** The program of the page over results/: it shows the runs that the server announces, or those in the page. */

import type { ResultsData } from '../run-row.ts'
import { ResultsApp } from './results-app.tsx'
import { showPage } from './show-page.ts'
import css from './styles/results.css'

showPage(css, ({ root, stored }: ResultsData) => <ResultsApp root={root} stored={stored ?? null} />)
