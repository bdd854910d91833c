import { appendFileSync } from 'node:fs'
import { InputError } from '../runner/errors.ts'
import { isReporterName, type ReporterName, reporters } from '../runner/reporters/registry.ts'
import type { ReporterContext } from '../runner/reporters/reporter.ts'
import type { CommandContext } from './context.ts'

export const reporterHelp = `how to show results (${Object.keys(reporters).join(', ')}); may be repeated`

/** For commander: collects the values of a repeated `--reporter`. */
export function collectReporter(
  name: string,
  previous: readonly ReporterName[] = [],
): readonly ReporterName[] {
  if (!isReporterName(name)) {
    throw new InputError(`there is no reporter "${name}"; there are ${Object.keys(reporters).join(', ')}`)
  }
  return [...previous, name]
}

export function reporterContext({ stdout, env }: CommandContext, runs: number): ReporterContext {
  return { stdout, runs, env, append: appendFileSync, now: () => performance.now() }
}
