/** The command line: one file per command, each given its arguments and the streams, each returning its exit code. */
import { Command, CommanderError } from 'commander'
import { version } from '../nodes/version.ts'
import { BugError, type ExitCode, exitCode, HarnessError, InputError, messageOf } from '../runner/errors.ts'
import { Releases } from '../runner/releases/releases.ts'
import { renderDiagnostics } from '../runner/topology/render.ts'
import { addAgentCheck } from './agent-check.ts'
import { addBisect } from './bisect.ts'
import { addBootNode } from './boot-node.ts'
import { addCompare } from './compare.ts'
import type { CommandContext, Surroundings } from './context.ts'
import { addList } from './list.ts'
import { addNew } from './new.ts'
import { addPlan } from './plan.ts'
import { addReleases } from './releases.ts'
import { addReport } from './report.ts'
import { addRun } from './run.ts'
import { addSchema } from './schema.ts'
import { addValidate } from './validate.ts'

const commands = [
  addRun,
  addValidate,
  addPlan,
  addList,
  addNew,
  addReport,
  addReleases,
  addSchema,
  addBootNode,
  addCompare,
  addAgentCheck,
]

export async function main(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { stdout, stderr, env } = surroundings
  let code: ExitCode = exitCode.pass
  const context: CommandContext = {
    stdout,
    stderr,
    env,
    on: (signal, listener) => surroundings.on(signal, listener),
    off: (signal, listener) => surroundings.off(signal, listener),
    done: (value) => {
      code = value
    },
  }
  const program = new Command('topo')
    .description(
      'Runs libp2p network topologies: boot-nodes, NATed peers and timed faults, described in YAML.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    })
    .showSuggestionAfterError()
    .addHelpText('after', exitCodeHelp)
  for (const add of commands) add(program, context)
  addBisect(program, context, { published: async () => (await new Releases().available()).versions })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    return explain(error, context)
  }
}

function explain(error: unknown, { stderr }: CommandContext): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.pass : exitCode.input
  if (error instanceof InputError) {
    stderr.write(renderDiagnostics(error.files, { color: stderr.isTTY === true }))
    if (error.files.length === 0) stderr.write(`topo: ${error.message}\n`)
    return exitCode.input
  }
  if (error instanceof HarnessError || error instanceof BugError) {
    stderr.write(`topo: ${error.message}\n`)
    return exitCode.unknown
  }
  stderr.write(`topo: ${error instanceof Error ? error.stack : messageOf(error)}\n`)
  return exitCode.unknown
}

const exitCodeHelp = `
Exit codes: 0 pass, 1 an expectation failed, 2 the input is wrong, 3 unknown, 130 interrupted.`
