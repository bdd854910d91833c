import { statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { type ExitCode, exitCode, InputError, messageOf } from '../base/errors.ts'
import { loadPage } from '../runner/reports/page/load-page.ts'
import { renderSvg } from '../runner/reports/page/render-svg.ts'
import type { ReporterName } from '../runner/reports/reporters/registry.ts'
import { replay } from '../runner/reports/reporters/replay.ts'
import { createReporters, formatFailure, Reporting } from '../runner/reports/reporters/reporting.ts'
import { resultFiles, resultsName } from '../runner/results/files.ts'
import { findRun } from '../runner/results/find-run.ts'
import { openResults, type StoredRun } from '../runner/results/open-results.ts'
import { isSearch, readRecord, searchFiles } from '../runner/search/stored-search.ts'
import type { CliContext } from './context.ts'
import { exitCodeOf } from './exit-code.ts'
import { noSuchRun } from './no-such-run.ts'
import { openFile } from './open-file.ts'
import { reportPageOf } from './report-page-of.ts'
import { collectReporter, reporterContext, reporterHelp } from './reporting.ts'
import { exitCodeOfSearch } from './search/exit-code-of-search.ts'
import { reportSearch } from './search/report-search.ts'

interface ReportFlags {
  readonly reporter?: readonly ReporterName[]
  readonly open?: true
  readonly svg?: string | true
  readonly results: string
}

export function addReport(program: Command, context: CliContext): void {
  program
    .command('report')
    .description('write the reports of a stored run or search again, even if it was killed')
    .argument('<run>', 'a results folder, the name of a topology (hello, hello~1), or the folder of a search')
    .option('--reporter <name>', reporterHelp, collectReporter)
    .option('--open', 'write report.html again, and open it')
    .option('--svg [file]', `draw the timeline into a file (default: ${resultFiles.timeline} beside it)`)
    .option('--results <folder>', 'folder for results', resultsName)
    .action(async (target: string, options: ReportFlags) => {
      if (isSearch(target)) return context.done(await reportAgain(target, options, context))
      const run = openRun(target, options.results)
      if (options.svg !== undefined) {
        const file = options.svg === true ? join(run.path, resultFiles.timeline) : options.svg
        draw(run, file)
        context.stdout.write(`${file}\n`)
        return context.done(exitCode.pass)
      }
      const reporting = new Reporting(
        await createReporters(options.reporter ?? ['terminal'], reporterContext(context, 1)),
      )
      replay(run, reporting, [reportPageOf(run, await loadPage())])
      for (const { message } of run.problems) context.stderr.write(`topo: ${message}\n`)
      const failures = reporting.close()
      for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
      if (failures.length === 0) await open(join(run.path, resultFiles.report), options, context)
      context.done(failures.length > 0 ? exitCode.unknown : exitCodeOf([run.verdict]))
    })
}

/** Writes the page and the JUnit file of a search again. */
async function reportAgain(folder: string, options: ReportFlags, context: CliContext): Promise<ExitCode> {
  if (options.svg !== undefined)
    throw new InputError(`${folder} is a search: --svg draws the timeline of one run`)
  if (!(await reportSearch(folder, options.reporter ?? ['terminal'], context))) return exitCode.unknown
  await open(join(folder, searchFiles.page), options, context)
  return exitCodeOfSearch(readRecord(folder))
}

/** Opens a page if the command says so. */
async function open(page: string, options: ReportFlags, { stderr, env }: CliContext): Promise<void> {
  if (options.open !== true) return
  const file = resolve(page)
  await openFile(file, env).catch((error: unknown) =>
    stderr.write(`topo: ${file} cannot be opened: ${messageOf(error)}\n`),
  )
}

function openRun(target: string, root: string): StoredRun {
  const folder = findRun(target, root)
  if (folder !== null) return openResults(folder)
  // The error names the missing file, which helps more than "no such run".
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) return openResults(target)
  throw noSuchRun(target, root, 'a results folder')
}

function draw({ plan, verdict, info, events }: StoredRun, file: string): void {
  const picture = renderSvg({ plan, verdict, label: info.label, events: [...events()] })
  try {
    writeFileSync(file, picture)
  } catch (error) {
    throw new InputError(`${file} cannot be written: ${messageOf(error)}`)
  }
}
