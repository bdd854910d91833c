import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { InputError } from '../base/errors.ts'
import { isRecord } from '../events/shape.ts'
import { roundSize } from '../runner/language/values/format-size.ts'
import { plural } from '../runner/language/values/plural.ts'
import { resultFiles, resultsName } from '../runner/results/files.ts'
import { type FoundRun, findRuns } from '../runner/results/find-runs.ts'
import { folderSize } from '../runner/results/folder-size.ts'
import { deleteRun, type Keep, runsToPrune, startOf } from '../runner/results/prune.ts'
import type { CliContext } from './context.ts'
import { durationValue, wholeNumber } from './option-values.ts'

interface PruneFlags {
  readonly keep?: number
  readonly older?: number
  readonly dryRun?: true
  readonly results: string
}

export function addResults(program: Command, context: CliContext): void {
  const command = program.command('results').description('list or delete the results of runs')
  command
    .command('list')
    .description('list the topologies with results: runs, size, and the newest run')
    .option('--json', 'print JSON')
    .option('--results <folder>', 'folder for results', resultsName)
    .action((flags: { json?: true; results: string }) => list(flags, context))
  command
    .command('prune')
    .description('delete old runs; a run that may still go on stays')
    .option('--keep <number>', 'keep this many runs of each topology and release, the newest', wholeNumber(0))
    .option('--older <duration>', 'delete runs that began longer ago than this, such as 7d', durationValue)
    .option('--dry-run', 'print the runs, and delete nothing')
    .option('--results <folder>', 'folder for results', resultsName)
    .action((flags: PruneFlags) => prune(flags, context))
}

function list({ json, results }: { json?: true; results: string }, { stdout }: CliContext): void {
  const groups = Map.groupBy(runsIn(results), ({ folder }) => dirname(folder))
  const rows = [...groups.values()].map((runs) => {
    const newest = runs.at(-1)
    const { topology = '', release = '' } = newest ?? {}
    const bytes = runs.reduce((sum, { folder }) => sum + folderSize(folder).bytes, 0)
    return {
      topology: release === '' ? topology : `${topology}/${release}`,
      runs: runs.length,
      bytes,
      newest: newest === undefined ? '' : new Date(startOf(newest)).toISOString(),
      outcome: newest === undefined ? 'unknown' : outcomeOf(newest),
    }
  })
  if (json) {
    stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
    return
  }
  const width = Math.max(0, ...rows.map(({ topology }) => topology.length))
  for (const { topology, runs, bytes, newest, outcome } of rows) {
    const cells = [topology.padEnd(width), plural(runs, 'run').padStart(9), roundSize(bytes).padStart(9)]
    stdout.write(`${[...cells, newest, outcome].join('  ')}\n`)
  }
  const all = rows.reduce((sum, { runs }) => sum + runs, 0)
  const total = rows.reduce((sum, { bytes }) => sum + bytes, 0)
  stdout.write(`${plural(all, 'run')} in ${results}, ${roundSize(total)}\n`)
}

/** Before the first run, there is no folder of the usual name. */
function runsIn(results: string): readonly FoundRun[] {
  if (results !== resultsName && !existsSync(results)) throw new InputError(`there is no folder ${results}`)
  return findRuns(results)
}

function prune(flags: PruneFlags, { stdout }: CliContext): void {
  const old = runsToPrune(runsIn(flags.results), keepOf(flags), Date.now())
  const bytes = old.reduce((sum, { folder }) => sum + folderSize(folder).bytes, 0)
  for (const run of old) {
    if (flags.dryRun === true) stdout.write(`${run.folder}\n`)
    else deleteRun(run)
  }
  const done = flags.dryRun === true ? 'would be deleted' : 'deleted'
  stdout.write(`${plural(old.length, 'run')} ${done}, ${roundSize(bytes)}\n`)
}

function keepOf({ keep, older }: PruneFlags): Keep {
  if (keep !== undefined && older === undefined) return { kind: 'newest', count: keep }
  if (older !== undefined && keep === undefined) return { kind: 'since', time: Date.now() - older }
  if (keep !== undefined) throw new InputError('--keep and --older exclude each other: use one of them')
  throw new InputError('say which runs are old: --keep 20 (of each topology) or --older 7d')
}

/** The stored outcome, without reading the log. A run without one was killed, or goes on. */
function outcomeOf({ folder }: FoundRun): string {
  try {
    const verdict: unknown = JSON.parse(readFileSync(join(folder, resultFiles.verdict), 'utf8'))
    return isRecord(verdict) && typeof verdict['outcome'] === 'string' ? verdict['outcome'] : 'unknown'
  } catch {
    return 'no verdict'
  }
}
