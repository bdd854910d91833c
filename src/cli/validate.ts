import type { Command } from 'commander'
import { exitCode } from '../runner/errors.ts'
import { renderDiagnostics, toJson } from '../runner/topology/render.ts'
import type { CommandContext } from './context.ts'
import { diagnoseTopologies, findTopologies, isLoaded } from './topologies.ts'

export function addValidate(program: Command, context: CommandContext): void {
  program
    .command('validate')
    .description('say everything that is wrong with topologies, without running them')
    .argument('<files...>', 'topology files, or folders of them')
    .option('--json', 'print the diagnostics as JSON')
    .action(async (names: string[], { json }: { json?: true }) => {
      const { stdout, stderr } = context
      const results = await diagnoseTopologies(findTopologies(names))
      const diagnosed = results.map((result) => (isLoaded(result) ? result.warnings : result))
      if (json) {
        stdout.write(`${JSON.stringify(toJson(diagnosed), null, 2)}\n`)
      } else {
        const found = diagnosed.filter(({ diagnostics }) => diagnostics.length > 0)
        if (found.length > 0) stderr.write(renderDiagnostics(found, { color: stderr.isTTY === true }))
        for (const result of results) if (isLoaded(result)) stdout.write(`${result.source.file}: valid\n`)
      }
      context.done(results.every(isLoaded) ? exitCode.pass : exitCode.input)
    })
}
