/** The program of the page over results/: the server tells it of runs, and it shows them. */

import { ResultsApp } from './results-app.tsx'
import { showPage } from './show-page.ts'
import css from './styles/results.css'

showPage(css, ({ root }: { readonly root: string }) => <ResultsApp root={root} />)
