/**
 * The program of a comparison: the runs of two or more sides on one axis, with their differences.
 *
 *     compared.ts          the data and the models made of them
 *     comparison-app.tsx   the whole page and its cursor
 *     strips.tsx           numbers of repeated runs as distributions
 *
 * Timeline and cursor are those of a report.
 */
import type { ComparisonData } from '../comparison-data.ts'
import { comparedOf } from './compared.ts'
import { ComparisonApp } from './comparison-app.tsx'
import { showPage } from './show-page.ts'
import css from './styles/comparison.css'

showPage(css, (data: ComparisonData) => <ComparisonApp compared={comparedOf(data)} />)
