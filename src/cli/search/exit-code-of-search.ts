import { type ExitCode, exitCode } from '../../base/errors.ts'
import { outcomeOfSearch } from '../../runner/search/outcome-of-search.ts'
import type { SearchRecord } from '../../runner/search/stored-search.ts'

/** Returns the exit code of a search that was not interrupted. */
export function exitCodeOfSearch(record: SearchRecord): ExitCode {
  return exitCode[outcomeOfSearch(record)]
}
