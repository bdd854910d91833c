import { loadPage } from '../../runner/reports/page/load-page.ts'
import type { ReporterName } from '../../runner/reports/reporters/registry.ts'
import { createReporters, formatFailure, Reporting } from '../../runner/reports/reporters/reporting.ts'
import { toPlainJson } from '../../runner/reports/text/plain-json.ts'
import { shellWord } from '../../runner/reports/text/shell-word.ts'
import { bisectCommand, changedVerdict } from '../../runner/search/bisect-command.ts'
import type { StoredGroup, StoredRecord } from '../../runner/search/stored-search.ts'
import type { CliContext } from '../context.ts'
import { reporterContext } from '../reporting.ts'
import { reportOfSearch, writeSearchFiles } from './write-search-files.ts'

/** Writes the page and the JUnit file, and tells the outcome. Returns false when a report failed. */
export async function reportSearch(
  folder: string,
  names: readonly ReporterName[],
  context: CliContext,
): Promise<boolean> {
  const search = reportOfSearch(folder)
  const told = { ...reporterContext(context, 0), searches: [search] }
  const reporting = new Reporting(await createReporters(names, told))
  writeSearchFiles(search, await loadPage('search'), reporting)
  const failures = reporting.close()
  for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
  return failures.length === 0
}

/** The document of `topo search --json`. */
export function groupsAsJson({ groups, pair }: StoredRecord): string {
  return `${toPlainJson({ version: 1, groups: groups.map((group) => toJson(group, pair)) })}\n`
}

function toJson({ id, count, first, known, file, ways }: StoredGroup, pair: StoredRecord['pair']) {
  const failure = ways[0]?.failure
  const change = failure === undefined || pair === null ? null : changedVerdict(failure, pair)
  return {
    id,
    count,
    first,
    known,
    file,
    ...failure,
    faults: ways[0]?.candidate.faults,
    ...(change !== null && { bisect: bisectCommand(shellWord(file), change) }),
  }
}
