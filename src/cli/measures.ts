import type { Command } from 'commander'
import { exitCode, InputError, messageOf } from '../base/errors.ts'
import { makeFolder } from '../base/make-folder.ts'
import { plural } from '../runner/language/values/plural.ts'
import { rowsOfRun } from '../runner/reports/tables/rows-of-run.ts'
import { TableFiles, type TableFormat, tableFormats } from '../runner/reports/tables/table-files.ts'
import { escapeTerminal } from '../runner/reports/text/escape-terminal.ts'
import { resultsName } from '../runner/results/files.ts'
import { openResults } from '../runner/results/open-results.ts'
import type { CliContext } from './context.ts'
import { runsNamed } from './measures/runs-named.ts'

interface MeasuresFlags {
  readonly format: readonly TableFormat[]
  readonly to: string
  readonly results: string
}

export function addMeasures(program: Command, { stdout, stderr, done }: CliContext): void {
  program
    .command('measures')
    .description('write measures, events, reservations and connections of stored runs as tables')
    .argument(
      '<results...>',
      'folders of runs, of topologies or of results, names (hello, hello~1), or the page of an experiment',
    )
    .option('--format <names>', `${Object.keys(tableFormats).join(', ')}; several with commas`, formats, [
      'csv',
    ])
    .option('--to <folder>', 'where', 'measures')
    .option('--results <folder>', 'folder for results', resultsName)
    .action((targets: string[], { format, to, results }: MeasuresFlags) => {
      const runs = runsNamed(targets, results)
      const files = openFiles(to, format)
      for (const { name, folder } of runs) {
        const run = openResults(folder)
        rowsOfRun(name, run, (table, rows) => files.write(table, rows))
        for (const { message } of run.problems)
          stderr.write(`topo: ${escapeTerminal(`${name}: ${message}`)}\n`)
      }
      files.close()
      stdout.write(`${plural(runs.length, 'run')} in ${plural(files.paths.length, 'file')}\n`)
      for (const path of files.paths) stdout.write(`${escapeTerminal(path)}\n`)
      done(exitCode.pass)
    })
}

function openFiles(folder: string, format: readonly TableFormat[]): TableFiles {
  try {
    makeFolder(folder)
    return new TableFiles(folder, format)
  } catch (error) {
    throw new InputError(`cannot write into ${folder}: ${messageOf(error)}`)
  }
}

function formats(text: string): readonly TableFormat[] {
  const isFormat = (name: string): name is TableFormat => Object.hasOwn(tableFormats, name)
  const names = new Set(text.split(',').map((name) => name.trim()))
  return [...names].map((name) => {
    if (isFormat(name)) return name
    throw new InputError(`there is no format ${name}: ${Object.keys(tableFormats).join(', ')}`)
  })
}
