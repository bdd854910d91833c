/** The program of the page over results/: the server tells it of runs, and it shows them. */
import css from './results.css'
import { ResultsApp } from './results-app.tsx'
import { show } from './show.ts'

show(css, ({ root }: { readonly root: string }) => <ResultsApp root={root} />)
