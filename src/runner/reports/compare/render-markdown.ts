import type { TopoEvent } from '../../../events/event.ts'
import { measures } from '../../language/expectations/measures.ts'
import { formatClock } from '../../language/values/format-clock.ts'
import { escapeMarkdown } from '../text/escape-markdown.ts'
import { RunWords } from '../text/run-words.ts'
import type { ComparedExpectation, Comparison } from './comparison.ts'
import { comparedVocabulary } from './comparison-words.ts'
import type { Direction } from './standing.ts'
import { tellParting } from './tell-parting.ts'
import {
  expectationsAre,
  formatCell,
  formatKind,
  formatMeasure,
  formatOutcomes,
  formatResources,
  seedNote,
} from './wording.ts'

const marks: Readonly<Record<Direction, string>> = {
  worse: '❌',
  better: '✅',
  changed: '🔶',
  same: '🟰',
}

/** Escapes text of a run as Markdown, with names. */
type Escape = (text: string) => string

/** A comparison for a pull request, in GitHub-flavoured Markdown, with long parts folded. */
export function renderMarkdown(comparison: Comparison): string {
  const { topology, direction, headline, statements } = comparison
  const words = new RunWords(comparedVocabulary(comparison))
  const told = (text: string) => escapeMarkdown(words.name(text))
  const lines = [
    `### ${marks[direction]} ${escapeMarkdown(topology)}: ${told(headline)}`,
    '',
    ...statements.map(({ text, also }) => {
      const more = also.length === 0 ? '' : ` (the same for ${also.map(told).join(', ')})`
      return `- ${told(text)}${more}`
    }),
    ...(statements.length === 0 ? [] : ['']),
    ...table(comparison, told),
    ...divergences(comparison, words),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function table({ expectations, sides, kinds, resources }: Comparison, told: Escape): readonly string[] {
  const different = expectations.filter(({ direction }) => direction !== 'same')
  const same = expectations.length - different.length
  return [
    row(['', 'expectation', ...sides.map(({ label }) => escapeMarkdown(label))]),
    row(['---', '---', ...sides.map(() => '---')]),
    ...different.flatMap((one) => rowsOf(one, told)),
    ...(same > 0 ? [row(['', `${expectationsAre(same)} the same`, ...sides.map(() => '')])] : []),
    row(['', '**verdict**', ...sides.map(formatOutcomes)]),
    '',
    ...(kinds.length > 0
      ? [`Events: ${kinds.map((one) => escapeMarkdown(formatKind(one))).join(', ')}.`, '']
      : []),
    ...(resources.length > 0
      ? [`Used: ${resources.map((one) => escapeMarkdown(formatResources(one))).join('; ')}.`, '']
      : []),
  ]
}

function rowsOf(
  { direction, description, mode, cells, measures: numbers }: ComparedExpectation,
  told: Escape,
) {
  const outcome = cells.map((cell) => {
    const reason = cell === null || cell.standing === 'pass' ? '' : `<br><sub>${told(cell.reason)}</sub>`
    return `${formatCell(cell)}${reason}`
  })
  const differing = numbers.filter(({ differs }) => differs)
  return [
    row([marks[direction], `${told(description)} (${mode})`, ...outcome]),
    ...differing.map(({ name, spreads }) =>
      row(['', `— ${measures[name].label}`, ...spreads.map((spread) => formatMeasure(name, spread))]),
    ),
  ]
}

function divergences({ divergences: all, sides }: Comparison, words: RunWords): readonly string[] {
  return all.flatMap((divergence, index) => {
    const [first, second] = [sides[0], sides[index]]
    if (divergence === null || first === undefined || second === undefined) return []
    const tell = tellParting(divergence, words)
    const code = (mark: string) => (event: TopoEvent) =>
      `${mark} ${formatClock(event.t).padStart(10)}  ${fenced(tell(event))}`
    return [
      `<details><summary>The logs of ${escapeMarkdown(first.label)} (-) and ${escapeMarkdown(second.label)} (+) diverge at ${formatClock(divergence.at)}${seedNote(first, second)}</summary>`,
      '',
      '```diff',
      ...divergence.before.map(code(' ')),
      ...divergence.first.map(code('-')),
      ...divergence.second.map(code('+')),
      '```',
      '',
      '</details>',
      '',
    ]
  })
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** Removes backticks that would end the code block around the line. */
function fenced(line: string): string {
  return line.replaceAll('```', "'''")
}
