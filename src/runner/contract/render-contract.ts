import stringWidth from 'fast-string-width'
import { escapeTerminal } from '../reports/text/escape-terminal.ts'
import type { Paint } from '../reports/text/paint.ts'
import type { ContractReport } from './check-contract.ts'
import { adviceFor, type ContractRow, notComparedIn, rowsOf, summaryOf } from './rows.ts'

export interface ContractStyle {
  readonly paint: Paint
  /** Columns of the terminal. */
  readonly width: number
}

const unexplained = 'UNEXPLAINED'
const leastForReasons = 30

/** Renders a report for a terminal. Long reasons wrap below themselves. */
export function renderContract(report: ContractReport, { paint, width }: ContractStyle): string {
  const { production, notHonoured, untold } = report
  const blocks = [
    [`The contract is with ${escapeTerminal(production.source)}.`],
    tableOf(rowsOf(report), { paint, width }),
    notHonoured.length === 0
      ? []
      : [
          'What topo cannot reproduce:',
          ...notHonoured.flatMap(({ profile, term, text }) => [
            `  ${profile} ${term}`,
            ...wrap(plain(text), width - 4).map((line) => paint.dim(`    ${line}`)),
          ]),
        ],
    untold.length === 0
      ? []
      : wrap(`Not compared, because the value of production is not known: ${untold.join(', ')}.`, width),
    notComparedIn(report).flatMap((text) => wrap(text, width)),
    adviceFor(report).flatMap((text) => wrap(text, width)),
    [colourOf(report, paint)(summaryOf(report))],
  ]
  const shown = blocks.filter((lines) => lines.length > 0)
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function colourOf({ unexplained, notCompared }: ContractReport, paint: Paint) {
  if (unexplained > 0) return paint.red
  return notCompared.length > 0 ? paint.yellow : paint.green
}

function tableOf(rows: readonly ContractRow[], { paint, width }: ContractStyle): readonly string[] {
  if (rows.length === 0) return []
  const cells = [
    ['topology', 'boot-node', 'what', 'production', 'here'],
    ...rows.map((row) =>
      [row.topology, row.nodes, row.what, row.production, row.here].map((cell) => escapeTerminal(cell)),
    ),
  ]
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => stringWidth(row[column] ?? ''))),
  )
  const before = widths.reduce((sum, one) => sum + one + 2, 0)
  const room = Math.max(leastForReasons, width - before)
  const reasons = ['because', ...rows.map(({ because }) => because)]
  return cells.flatMap((row, index) => {
    const reason = reasons[index]
    const [first = '', ...rest] =
      typeof reason === 'string' ? wrap(escapeTerminal(reason, 1000), room) : [unexplained]
    const start = row.map((cell, column) => pad(cell, widths[column] ?? 0)).join('')
    const lines = [
      `${start}${reason === null ? paint.red(first) : first}`,
      ...rest.map((line) => `${' '.repeat(before)}${line}`),
    ]
    return index === 0 ? lines.map((line) => paint.bold(line)) : lines
  })
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - stringWidth(cell) + 2)
}

/** Replaces links of Markdown with their text and address. */
function plain(text: string): string {
  return text.replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1, $2').replaceAll('`', '')
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || stringWidth(last) + 1 + stringWidth(word) > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
