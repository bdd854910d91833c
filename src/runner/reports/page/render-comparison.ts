import type { Comparison, Side } from '../compare/comparison.ts'
import { comparedVocabulary } from '../compare/comparison-words.ts'
import { comparisonData } from './comparison-data.ts'
import { renderPage } from './render-page.ts'
import { wordsFor } from './words.ts'

/** Renders a comparison as one document; `script` is its program. */
export function renderComparison(comparison: Comparison, sides: readonly Side[], script: string): string {
  const labels = comparison.sides.map(({ label }) => label).join(' / ')
  return renderPage({
    title: `${comparison.topology}: ${labels}`,
    summary: wordsFor(comparedVocabulary(comparison)).clean(comparison.headline),
    data: comparisonData(comparison, sides),
    script,
  })
}
