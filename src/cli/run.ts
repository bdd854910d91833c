/**
 * `topo run`. Its data flows one way, through the files of run/:
 *
 *     flags.ts            the options
 *     select.ts           arguments and options -> topologies (../find-named.ts, filter.ts)
 *     prepare-runs.ts     topologies -> the list of runs, or the part of a shard
 *     run-all.ts          the list -> reports and an exit code (make-programs.ts, play-runs.ts)
 *     watch/              the same again, for --watch
 *     unrun.ts            the topologies that cannot run, which stop no other one
 */
import type { Command } from 'commander'
import { type ExitCode, exitCode, InputError } from '../base/errors.ts'
import type { CliContext } from './context.ts'
import { findNamed, namesHelp } from './find-named.ts'
import { interruptible } from './interruptible.ts'
import { addRunFlags, type RunFlags } from './run/flags.ts'
import { listRuns } from './run/list-runs.ts'
import { prepareRuns } from './run/prepare-runs.ts'
import { makeReady, runAll } from './run/run-all.ts'

export function addRun(program: Command, context: CliContext): void {
  const command = program
    .command('run')
    .description('run topologies and check their expectations')
    .argument('[files...]', namesHelp)
  addRunFlags(command)
    .addHelpText('after', examples)
    .action(async (names: string[], flags: RunFlags) => context.done(await run(names, flags, context)))
}

const examples = `
Examples:
  topo run                                          all of topologies/
  topo run relay-expiry --watch                     again after each change
  topo run --tag relay --retries 1 --reporter junit
  topo run relay-restart --libp2p 2.10.0,latest     on two releases, as a table
  topo run relay-restart --seeds 1-20               with 20 seeds

Exit codes: 0 pass, 1 an expectation failed, 2 the input is wrong, 3 unknown, 130 interrupted.`

async function run(names: readonly string[], flags: RunFlags, context: CliContext): Promise<ExitCode> {
  if (flags.hold === true) return hold(names, flags, context)
  if (flags.socket !== undefined) throw new InputError('--socket is the socket of --hold')
  if (flags.watch === true) return watch(names, flags, context)
  const prepared = await prepareRuns(names, flags, context)
  if (flags.list === true) return listRuns(prepared, context)
  const ready = await makeReady(prepared, flags, context)
  let code: ExitCode = exitCode.unknown
  const wasInterrupted = await interruptible(context, async (signal) => {
    code = await runAll(ready, flags, context, signal)
  })
  return wasInterrupted ? exitCode.interrupted : code
}

async function watch(names: readonly string[], flags: RunFlags, context: CliContext): Promise<ExitCode> {
  const { watchRuns } = await import('./run/watch/watch-runs.ts')
  let code: ExitCode = exitCode.unknown
  const wasInterrupted = await interruptible(context, async (signal) => {
    code = await watchRuns(names, flags, context, signal)
  })
  return wasInterrupted ? exitCode.interrupted : code
}

async function hold(names: readonly string[], flags: RunFlags, context: CliContext): Promise<ExitCode> {
  if (flags.shard !== undefined) throw new InputError('--hold runs one topology, which has no shards')
  const { holdTopology } = await import('./hold-topology.ts')
  return holdTopology(names.length === 0 ? [] : findNamed(names).files, flags, context)
}
