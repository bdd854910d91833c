import { type ExitCode, exitCode } from '../../base/errors.ts'

interface EndedSearch {
  readonly groups: readonly { readonly known: string | null }[]
  /** The expectations of `sometimes` that were never seen. */
  readonly unseen: readonly unknown[]
  readonly runs: number
  readonly unknown: number
}

/** Returns the exit code of a search that was not interrupted. */
export function exitCodeOfSearch({ groups, unseen, runs, unknown }: EndedSearch): ExitCode {
  if (groups.some(({ known }) => known === null)) return exitCode.fail
  return unseen.length > 0 || runs === unknown ? exitCode.unknown : exitCode.pass
}
