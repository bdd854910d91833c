import type { Command } from 'commander'
import { Releases } from '../runner/releases/releases.ts'
import { pinPlan } from '../runner/run/prepare/pin-plan.ts'
import type { CliContext } from './context.ts'
import { loadTopologies } from './topologies.ts'

export function addPlan(program: Command, { stdout }: CliContext): void {
  program
    .command('plan')
    .description('print a topology with everything resolved, as JSON')
    .argument('<file>', 'topology file')
    .action(async (file: string) => {
      const releases = new Releases()
      for (const { plan, source } of await loadTopologies([file])) {
        stdout.write(`${JSON.stringify(await pinPlan(plan, source.file, releases), null, 2)}\n`)
      }
    })
}
