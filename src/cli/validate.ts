import type { Command } from 'commander'
import { type DiagnosedFile, exitCode } from '../base/errors.ts'
import { renderDiagnostics, toJson } from '../runner/language/diagnostics/render.ts'
import { loadToRun } from '../runner/run/prepare/load-to-run.ts'
import type { CliContext } from './context.ts'
import { diagnoseTopologies, findTopologies, isLoaded } from './topologies.ts'

export function addValidate(program: Command, context: CliContext): void {
  program
    .command('validate')
    .description('list every mistake in topologies, without running them')
    .argument('<files...>', 'topology files, or folders of them')
    .option('--strict', 'treat warnings as errors')
    .option('--json', 'print the diagnostics as JSON')
    .action(async (names: string[], { json, strict }: { json?: true; strict?: true }) => {
      const { stdout, stderr } = context
      const results = await diagnoseTopologies(findTopologies(names), {}, loadToRun)
      const diagnosed = results.map((result) => {
        const found = isLoaded(result) ? result.warnings : result
        return strict ? strictly(found) : found
      })
      const isValid = ({ diagnostics }: DiagnosedFile) =>
        diagnostics.every(({ severity }) => severity === 'warning')
      if (json) {
        stdout.write(`${JSON.stringify(toJson(diagnosed), null, 2)}\n`)
      } else {
        const found = diagnosed.filter(({ diagnostics }) => diagnostics.length > 0)
        if (found.length > 0) stderr.write(renderDiagnostics(found, { color: stderr.isTTY === true }))
        for (const one of diagnosed) if (isValid(one)) stdout.write(`${one.file}: valid\n`)
      }
      context.done(diagnosed.every(isValid) ? exitCode.pass : exitCode.input)
    })
}

function strictly({ diagnostics, ...file }: DiagnosedFile): DiagnosedFile {
  return { ...file, diagnostics: diagnostics.map((one) => ({ ...one, severity: 'error' as const })) }
}
