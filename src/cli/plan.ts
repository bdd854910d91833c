import type { Command } from 'commander'
import type { CommandContext } from './context.ts'
import { loadTopologies } from './topologies.ts'

export function addPlan(program: Command, { stdout }: CommandContext): void {
  program
    .command('plan')
    .description('print a topology with everything resolved, as JSON')
    .argument('<file>', 'topology file')
    .action(async (file: string) => {
      for (const { plan } of await loadTopologies([file])) stdout.write(`${JSON.stringify(plan, null, 2)}\n`)
    })
}
