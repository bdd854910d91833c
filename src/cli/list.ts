import chalk from 'chalk'
import type { Command } from 'commander'
import { exitCode } from '../base/errors.ts'
import { plural } from '../runner/language/values/plural.ts'
import type { CliContext } from './context.ts'
import { findNamed, namesHelp } from './find-named.ts'
import { tellMistakes } from './tell-mistakes.ts'
import { diagnoseTopologies, isLoaded, isWrong } from './topologies.ts'

export function addList(program: Command, context: CliContext): void {
  const { stdout } = context
  program
    .command('list')
    .description('list topologies with their descriptions')
    .argument('[files...]', namesHelp)
    .option('--json', 'print JSON')
    .action(async (names: string[], { json }: { json?: true }) => {
      const { files, leftOut } = findNamed(names)
      const all = await diagnoseTopologies([...files, ...leftOut])
      const rows = all.filter(isLoaded).map(({ source, plan }) => ({
        name: plan.name,
        file: source.file,
        description: plan.description,
        nodes: plan.nodes.length,
        expectations: plan.timeline.filter(({ type }) => type === 'expectation').length,
      }))
      if (json) stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
      else {
        for (const row of rows) {
          const counts = `${plural(row.nodes, 'node')}, ${plural(row.expectations, 'expectation')}`
          stdout.write(`${chalk.bold(row.name)}  ${chalk.dim(`${row.file}, ${counts}`)}\n`)
          stdout.write(`  ${row.description.trim().split('\n')[0]}\n`)
        }
      }
      const wrong = all.filter(isWrong)
      if (wrong.length === 0) return
      tellMistakes(wrong, context)
      context.done(exitCode.input)
    })
}
