import { type ExitCode, exitCode } from '../../base/errors.ts'
import { plural } from '../../runner/language/values/plural.ts'
import type { CliContext } from '../context.ts'
import { tellMistakes } from '../tell-mistakes.ts'
import { labelOf } from '../topologies-to-run.ts'
import type { PreparedRuns } from './prepare-runs.ts'
import { diagnosedIn, missingOf, tellMissing } from './unrun.ts'

/** Prints the runs of a command, and runs nothing. */
export function listRuns(prepared: PreparedRuns, context: CliContext): ExitCode {
  const { stdout, stderr } = context
  const { runs, wrong } = prepared
  for (const run of runs) stdout.write(`${labelOf(run)}  ${run.topology.source.file}\n`)
  stdout.write(`${plural(runs.length, 'run')}\n`)
  tellMistakes(diagnosedIn(wrong), context)
  const missing = missingOf(prepared)
  tellMissing(missing, stderr)
  if (wrong.length > 0) return exitCode.input
  return missing.length > 0 ? exitCode.unknown : exitCode.pass
}
