import { type ExitCode, exitCode } from '../base/errors.ts'
import type { Verdict } from '../runner/verdict/verdict.ts'

/** A failure takes precedence over unknown verdicts, since it is certain. */
export function exitCodeOf(verdicts: readonly Pick<Verdict, 'outcome'>[]): ExitCode {
  if (verdicts.some(({ outcome }) => outcome === 'fail')) return exitCode.fail
  if (verdicts.length === 0 || verdicts.some(({ outcome }) => outcome === 'unknown')) return exitCode.unknown
  return exitCode.pass
}
