import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommanderError } from 'commander'
import { explainMachine } from '../base/advice.ts'
import { BugError, type ExitCode, exitCode, HarnessError, InputError, messageOf } from '../base/errors.ts'
import type { CliContext } from './context.ts'
import { asCalledHere, tellMistakes } from './tell-mistakes.ts'

type Output = Pick<CliContext, 'stderr' | 'env'>

/** Prints why a command could not go on. Returns its exit code. */
export function tellError(error: unknown, context: Output): ExitCode {
  const code = tell(error, context)
  try {
    process.cwd()
  } catch (gone) {
    // Relative paths lead nowhere then, and the first message may not say why.
    if (gone !== error) context.stderr.write(`topo: ${explainMachine(gone)}\n`)
  }
  return code
}

function tell(error: unknown, context: Output): ExitCode {
  const { stderr, env } = context
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.pass : exitCode.input
  if (error instanceof InputError) {
    tellMistakes(error.files, context)
    if (error.files.length === 0) stderr.write(`topo: ${asCalledHere(error.message, env)}\n`)
    return exitCode.input
  }
  if (error instanceof HarnessError || error instanceof BugError) {
    stderr.write(`topo: ${asCalledHere(error.message, env)}\n`)
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
