/** The command line: one file per command, each given its arguments and the streams, each returning its exit code. */
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { explainMachine } from '../base/advice.ts'
import { BugError, type ExitCode, exitCode, HarnessError, InputError, messageOf } from '../base/errors.ts'
import { version } from '../base/version.ts'
import { renderDiagnostics } from '../runner/language/diagnostics/render.ts'
import type { CliContext, Surroundings } from './context.ts'

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
    return explain(error, context)
  }
}

function explain(error: unknown, context: CliContext): ExitCode {
  const code = tell(error, context)
  try {
    process.cwd()
  } catch (gone) {
    // Relative paths lead nowhere then, and the first message may not say why.
    if (gone !== error) context.stderr.write(`topo: ${explainMachine(gone)}\n`)
  }
  return code
}

function tell(error: unknown, { stderr }: CliContext): ExitCode {
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
  const stack = error instanceof Error ? sourceStack(error.stack ?? '') : messageOf(error)
  stderr.write(`topo: ${explainMachine(error) ?? stack}\n`)
  return exitCode.unknown
}

/**
 * Returns the stack trace with lines of the sources in place of lines of the bundles. Node itself would read every
 * source map at the start; this reads one only when there is a stack to print.
 */
export function sourceStack(stack: string): string {
  return stack.replace(
    /((?:file:\/\/)?\/[^\s()]+\.mjs):(\d+):(\d+)/g,
    (place, at: string, line: string, column: string) => {
      const file = at.startsWith('file:') ? fileURLToPath(at) : at
      const map = mapOf(file)
      if (map === null) return place
      const origin = map.findOrigin(Number(line), Number(column))
      if (!('fileName' in origin)) return place
      return `${path.resolve(path.dirname(file), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`
    },
  )
}

function mapOf(bundle: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')))
  } catch {
    return null
  }
}

const exitCodeHelp = `
Exit codes: 0 pass, 1 an expectation failed, 2 the input is wrong, 3 unknown, 130 interrupted.`
