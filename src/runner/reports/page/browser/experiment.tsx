/**
 * The program of an experiment: its combinations as a table, and a figure for each measure that varies.
 *
 *     experiment-app.tsx   the whole page
 *     combinations.tsx     the table: pass rates, medians, and a square for each run
 *     measure-panel.tsx    one measure: box plots and the distribution function
 *     number-axis.ts       the scale and the ticks of a measure
 */
import type { Experiment } from '../../experiment/experiment.ts'
import { ExperimentApp } from './experiment-app.tsx'
import { showPage } from './show-page.ts'
import css from './styles/experiment.css'

showPage(css, (experiment: Experiment) => <ExperimentApp experiment={experiment} />)
