/** The program of the page over results/: it shows the runs that the server announces. */

import { ResultsApp } from './results-app.tsx'
import { showPage } from './show-page.ts'
import css from './styles/results.css'

showPage(css, ({ root }: { readonly root: string }) => <ResultsApp root={root} />)
