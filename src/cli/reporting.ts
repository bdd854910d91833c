import { appendFileSync } from 'node:fs'
import { InputError } from '../base/errors.ts'
import { isReporterName, type ReporterName, reporters } from '../runner/reports/reporters/registry.ts'
import type { ReporterContext } from '../runner/reports/reporters/reporter.ts'
import type { CliContext } from './context.ts'

const documents = Object.entries(reporters).flatMap(([name, { isDocument }]) => (isDocument ? [name] : []))

export const reporterHelp = `form of the results (${Object.keys(reporters).join(', ')}); may be repeated: with ${documents.join(' or ')} the others print to stderr`

/** For commander: collects the values of a repeated `--reporter`. */
export function collectReporter(
  name: string,
  previous: readonly ReporterName[] = [],
): readonly ReporterName[] {
  if (!isReporterName(name)) {
    throw new InputError(`there is no reporter "${name}"; there are ${Object.keys(reporters).join(', ')}`)
  }
  const document = previous.find((one) => one !== name && reporters[one].isDocument)
  if (document !== undefined && reporters[name].isDocument) {
    throw new InputError(
      `${document} and ${name} are one document each, but stdout takes one: choose one of them (every run has a junit.xml in its folder)`,
    )
  }
  return previous.includes(name) ? previous : [...previous, name]
}

export function reporterContext({ stdout, stderr, env }: CliContext, runs: number): ReporterContext {
  return { stdout, stderr, runs, env, append: appendFileSync, now: () => performance.now() }
}
