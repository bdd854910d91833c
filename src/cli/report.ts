import type { Command } from 'commander'
import { exitCode } from '../runner/errors.ts'
import type { ReporterName } from '../runner/reporters/registry.ts'
import { replay } from '../runner/reporters/replay.ts'
import { createReporters, formatFailure, Reporting } from '../runner/reporters/reporting.ts'
import { openResults } from '../runner/results/open-results.ts'
import type { CommandContext } from './context.ts'
import { exitCodeOf } from './exit-code.ts'
import { collectReporter, reporterContext, reporterHelp } from './reporting.ts'

export function addReport(program: Command, context: CommandContext): void {
  program
    .command('report')
    .description('report on a stored run again, also on one that was killed')
    .argument('<folder>', 'a folder under results/')
    .option('--reporter <name>', reporterHelp, collectReporter)
    .action((folder: string, options: { reporter?: readonly ReporterName[] }) => {
      const run = openResults(folder)
      const reporting = new Reporting(
        createReporters(options.reporter ?? ['terminal'], reporterContext(context, 1)),
      )
      replay(run, reporting)
      for (const { message } of run.problems) context.stderr.write(`topo: ${message}\n`)
      const failures = reporting.close()
      for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
      context.done(failures.length > 0 ? exitCode.unknown : exitCodeOf([run.verdict]))
    })
}
