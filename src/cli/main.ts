/** The command line: one file per command, each given its arguments and the streams, each returning its exit code. */
import { Command, CommanderError } from 'commander'
import { BugError, type ExitCode, exitCode, HarnessError, InputError, messageOf } from '../base/errors.ts'
import { version } from '../base/version.ts'
import { renderDiagnostics } from '../runner/language/diagnostics/render.ts'
import type { CommandContext, Surroundings } from './context.ts'
import { sourceStack } from './source-stack.ts'

type AddCommand = (program: Command, context: CommandContext) => void

/** Every command by its name. Only the one that the arguments name is loaded: half a second of start-up is at stake. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  run: async () => (await import('./run.ts')).addRun,
  validate: async () => (await import('./validate.ts')).addValidate,
  plan: async () => (await import('./plan.ts')).addPlan,
  list: async () => (await import('./list.ts')).addList,
  new: async () => (await import('./new.ts')).addNew,
  report: async () => (await import('./report.ts')).addReport,
  compare: async () => (await import('./compare.ts')).addCompare,
  bisect: async () => (await import('./bisect.ts')).addBisect,
  releases: async () => (await import('./releases.ts')).addReleases,
  contract: async () => (await import('./contract.ts')).addContract,
  explain: async () => (await import('./explain.ts')).addExplain,
  graph: async () => (await import('./graph.ts')).addGraph,
  serve: async () => (await import('./serve.ts')).addServe,
  'agent-check': async () => (await import('./agent-check.ts')).addAgentCheck,
  schema: async () => (await import('./schema.ts')).addSchema,
  'boot-node': async () => (await import('./boot-node.ts')).addBootNode,
}

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
  const [name = ''] = args
  const named = Object.hasOwn(commands, name) ? [commands[name]] : Object.values(commands)
  try {
    for (const load of named) (await load?.())?.(program, context)
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
  stderr.write(`topo: ${error instanceof Error ? sourceStack(error.stack ?? '') : messageOf(error)}\n`)
  return exitCode.unknown
}

const exitCodeHelp = `
Exit codes: 0 pass, 1 an expectation failed, 2 the input is wrong, 3 unknown, 130 interrupted.`
