import { statSync } from 'node:fs'
import type { Command } from 'commander'
import { type ExitCode, exitCode, InputError } from '../base/errors.ts'
import type { ReporterName } from '../runner/reports/reporters/registry.ts'
import { resultsName } from '../runner/results/files.ts'
import type { CliContext } from './context.ts'
import { mergeKinds } from './merge/kinds.ts'
import type { Untold } from './merge/merge-kind.ts'
import { collectReporter, reporterHelp } from './reporting.ts'

interface MergeFlags {
  readonly reporter?: readonly ReporterName[]
  readonly results: string
  readonly failOnFlaky?: true
}

export function addMerge(program: Command, context: CliContext): void {
  program
    .command('merge')
    .description(
      'join the results of shards into one folder, with one report, one JUnit file and one exit code',
    )
    .argument('<folders...>', 'results folders of `topo run --shard` or `topo search --shard`')
    .option('--reporter <name>', reporterHelp, collectReporter)
    .option('--results <folder>', 'folder for the joined results', resultsName)
    .option('--fail-on-flaky', 'fail when a run passed only after a retry')
    .addHelpText('after', mergeHelp)
    .action(async (folders: string[], flags: MergeFlags) =>
      context.done(await merge(folders, flags, context)),
    )
}

async function merge(named: readonly string[], flags: MergeFlags, context: CliContext): Promise<ExitCode> {
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  const all = [...new Set(named)]
  const folders = all.filter(isFolder)
  const kinds = mergeKinds.filter(({ isIn }) => folders.some(isIn))
  if (kinds.length === 0) {
    throw new InputError(
      `there are no results in ${all.join(', ')}: name the folders that \`topo run --shard … --results <folder>\` or \`topo search\` has written`,
    )
  }
  // The first kind tells the folders that no kind has results in.
  const bare = folders.filter((folder) => !kinds.some(({ isIn }) => isIn(folder)))
  const codes: ExitCode[] = []
  let before: Untold = { searches: [], missing: [] }
  for (const [place, kind] of kinds.entries()) {
    const { code, untold } = await kind.merge(folders.filter(kind.isIn), {
      target: flags.results,
      reporters: flags.reporter ?? ['terminal'],
      absent: place === 0 ? all.filter((path) => !isFolder(path)) : [],
      bare: place === 0 ? bare : [],
      failOnFlaky: flags.failOnFlaky === true,
      before,
      isLast: place === kinds.length - 1,
      context,
    })
    codes.push(code)
    before = untold
  }
  return (
    [exitCode.input, exitCode.fail, exitCode.unknown].find((code) => codes.includes(code)) ?? exitCode.pass
  )
}

const mergeHelp = `
A missing shard, a shard that was killed, and a folder that does not exist make the outcome unknown.
The joined folder has index.html, a page over all runs, junit.xml, and the folder of every run. A joined search has its
page in <name>/search/<id>/index.html.`
