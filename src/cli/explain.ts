import type { Command } from 'commander'
import { explainPlan } from '../runner/reports/describe/explain-plan.ts'
import { escapeTerminal } from '../runner/reports/text/escape-terminal.ts'
import type { CliContext } from './context.ts'
import { loadTopologies } from './topologies.ts'

const usualColumns = 80
const mostColumns = 110

export function addExplain(program: Command, { stdout }: CliContext): void {
  program
    .command('explain')
    .description('describe in sentences the faults and expectations of a topology')
    .argument('<file>', 'topology file')
    .action(async (file: string) => {
      const columns = Math.min(stdout.columns || usualColumns, mostColumns)
      for (const { plan } of await loadTopologies([file])) {
        const lines = explainPlan(plan, columns).split('\n')
        stdout.write(lines.map((line) => escapeTerminal(line, Number.POSITIVE_INFINITY)).join('\n'))
      }
    })
}
