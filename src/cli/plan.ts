import type { Command } from 'commander'
import { Releases } from '../runner/releases/releases.ts'
import type { CommandContext } from './context.ts'
import { loadTopologies, pinTopologies } from './topologies.ts'

export function addPlan(program: Command, { stdout }: CommandContext): void {
  program
    .command('plan')
    .description('print a topology with everything resolved, as JSON')
    .argument('<file>', 'topology file')
    .action(async (file: string) => {
      const topologies = await pinTopologies(await loadTopologies([file]), new Releases())
      for (const { plan } of topologies) stdout.write(`${JSON.stringify(plan, null, 2)}\n`)
    })
}
