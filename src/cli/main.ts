/** The command line: one file per command, each given its arguments and the streams, each returning its exit code. */
import { Command } from 'commander'
import { type ExitCode, exitCode } from '../base/errors.ts'
import { version } from '../base/version.ts'
import type { CliContext, Surroundings } from './context.ts'
import { tellError } from './tell-error.ts'

type AddCommand = (program: Command, context: CliContext) => void

/** Every command by its name. Only the named one is loaded, which saves half a second of start-up. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  run: async () => (await import('./run.ts')).addRun,
  validate: async () => (await import('./validate.ts')).addValidate,
  plan: async () => (await import('./plan.ts')).addPlan,
  list: async () => (await import('./list.ts')).addList,
  new: async () => (await import('./new.ts')).addNew,
  merge: async () => (await import('./merge.ts')).addMerge,
  results: async () => (await import('./results.ts')).addResults,
  report: async () => (await import('./report.ts')).addReport,
  measures: async () => (await import('./measures.ts')).addMeasures,
  control: async () => (await import('./control.ts')).addControl,
  compare: async () => (await import('./compare.ts')).addCompare,
  search: async () => (await import('./search.ts')).addSearch,
  bisect: async () => (await import('./bisect.ts')).addBisect,
  releases: async () => (await import('./releases.ts')).addReleases,
  contract: async () => (await import('./contract.ts')).addContract,
  explain: async () => (await import('./explain.ts')).addExplain,
  'explain-error': async () => (await import('./explain-error.ts')).addExplainError,
  graph: async () => (await import('./graph.ts')).addGraph,
  serve: async () => (await import('./serve.ts')).addServe,
  'agent-check': async () => (await import('./agent-check.ts')).addAgentCheck,
  schema: async () => (await import('./schema.ts')).addSchema,
  'boot-node': async () => (await import('./boot-node.ts')).addBootNode,
}

export async function main(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { stdin, stdout, stderr, env } = surroundings
  let code: ExitCode = exitCode.pass
  const context: CliContext = {
    stdin,
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
    return tellError(error, context)
  }
}

const exitCodeHelp = `
Exit codes: 0 pass, 1 an expectation failed, 2 the input is wrong, 3 unknown, 130 interrupted.`
