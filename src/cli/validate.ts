import type { Command } from 'commander'
import { exitCode } from '../runner/errors.ts'
import { renderDiagnostics, toJson } from '../runner/topology/render.ts'
import { readTopologyFile } from '../runner/topology/load.ts'
import type { CommandContext } from './context.ts'
import { findTopologies } from './topologies.ts'

export function addValidate(program: Command, context: CommandContext): void {
  program
    .command('validate')
    .description('say everything that is wrong with topologies, without running them')
    .argument('<files...>', 'topology files, or folders of them')
    .option('--json', 'print the diagnostics as JSON')
    .action((names: string[], { json }: { json?: true }) => {
      const { stdout, stderr } = context
      const results = findTopologies(names).map((file) => ({ file, result: readTopologyFile(file, {}) }))
      const diagnosed = results.map(({ result }) => result.file)
      if (json) stdout.write(`${JSON.stringify(toJson(diagnosed), null, 2)}\n`)
      else stderr.write(renderDiagnostics(diagnosed.filter(({ diagnostics }) => diagnostics.length > 0), { color: stderr.isTTY === true }))
      if (!json) for (const { file, result } of results) if (result.ok) stdout.write(`${file}: valid\n`)
      context.done(results.every(({ result }) => result.ok) ? exitCode.pass : exitCode.input)
    })
}
