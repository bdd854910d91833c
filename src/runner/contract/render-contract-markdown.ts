import { escapeMarkdown } from '../reports/text/escape-markdown.ts'
import type { ContractReport } from './check-contract.ts'
import { adviceFor, type ContractRow, notComparedIn, rowsOf, summaryOf } from './rows.ts'

/** Renders a report for a pull request, with explained differences folded. */
export function renderContractMarkdown(report: ContractReport): string {
  const rows = rowsOf(report)
  const open = rows.filter(({ because }) => because === null)
  const explained = rows.filter(({ because }) => because !== null)
  const { production, notHonoured, untold, notCompared } = report
  const mark = notCompared.length > 0 ? '❔' : '✅'
  const blocks = [
    `### ${open.length === 0 ? mark : '❌'} Contract with ${escapeMarkdown(production.source)}`,
    `${summaryOf(report)}.`,
    ...(open.length === 0 ? [] : [tableOf(open), ...adviceFor(report)]),
    ...(explained.length === 0 ? [] : [folded(`Explained: ${explained.length}`, tableOf(explained))]),
    ...notComparedIn(report),
    ...(notHonoured.length === 0
      ? []
      : [
          folded(
            `What topo cannot reproduce: ${notHonoured.length}`,
            notHonoured.map(({ profile, term, text }) => `- \`${profile}\`, \`${term}\`: ${text}`).join('\n'),
          ),
        ]),
    ...(untold.length === 0
      ? []
      : [
          `Not compared, because the value of production is not known: ${untold.map((term) => `\`${term}\``).join(', ')}.`,
        ]),
  ]
  return `${blocks.join('\n\n')}\n`
}

function tableOf(rows: readonly ContractRow[]): string {
  const lines = rows.map(({ topology, nodes, what, production, here, because }) =>
    line([topology, nodes, what, production, here, because ?? 'UNEXPLAINED'].map(escapeMarkdown)),
  )
  const head = ['topology', 'boot-node', 'what', 'production', 'here', 'because']
  return [line(head), line(head.map(() => '---')), ...lines].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}
