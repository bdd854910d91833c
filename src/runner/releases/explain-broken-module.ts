/** Explains why the module of a node cannot be loaded: esbuild's message, with its place in the user's file. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type DiagnosedFile, type Diagnostic, InputError } from '../../base/errors.ts'
import { packageOf } from '../../protocol/module-program.ts'
import { problem } from '../language/diagnostics/diagnose.ts'

interface BuildMessage {
  readonly text: string
  readonly location: {
    readonly file: string
    readonly line: number
    readonly column: number
    readonly length: number
    readonly lineText: string
  } | null
}

/** Returns any other error as it is. */
export function explainBrokenModule(module: string, error: unknown): unknown {
  if (!existsSync(module)) return inputError(module, [notThere(module)])
  const messages = messagesOf(error)
  return messages === null
    ? error
    : inputError(
        module,
        messages.map((one) => fileOf(one, module)),
      )
}

function inputError(module: string, files: readonly DiagnosedFile[]): InputError {
  return new InputError(`the module ${module} cannot be loaded`, files)
}

function notThere(module: string): DiagnosedFile {
  const hint =
    'a path below `module:` begins at the folder of the topology, and at the working directory when that is an object'
  return { file: module, text: '', diagnostics: [broken('there is no such file', hint, null)] }
}

function fileOf({ text, location }: BuildMessage, module: string): DiagnosedFile {
  const [message, hint] = explain(text)
  if (location === null) return { file: module, text: '', diagnostics: [broken(message, hint, null)] }
  const file = path.resolve('/', location.file)
  const content = readFileSync(file, 'utf8')
  // esbuild counts columns in bytes of the line.
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString().length
  const start = startOfLine(content, location.line) + before
  const span = { start, end: start + Math.max(location.length, 1) }
  return { file, text: content, diagnostics: [broken(message, hint, span)] }
}

function broken(message: string, hint: string | null, span: Diagnostic['span']): Diagnostic {
  return problem('broken-module', span, message, hint)
}

function startOfLine(text: string, line: number): number {
  return text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, one) => sum + one.length + 1, 0)
}

function explain(text: string): [message: string, hint: string | null] {
  const missing = /^Could not resolve "(.+)"/.exec(text)?.[1]
  if (missing !== undefined) {
    const isFile = missing.startsWith('.') || missing.startsWith('/')
    const hint = isFile
      ? 'check the path; it begins at the importing file'
      : `in the module's project, run: npm install ${packageOf(missing)}`
    return [`cannot find what it imports: "${missing}"`, hint]
  }
  const lacking = /^Neither .* has "(.+)"$/.exec(text)?.[1]
  if (lacking !== undefined) {
    return [
      lower(text),
      `choose another release with \`libp2p:\`, or in the module's project, run: npm install ${packageOf(lacking)}`,
    ]
  }
  return [lower(text), null]
}

function lower(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`
}

/** esbuild's messages; null: it is another error. */
export function messagesOf(error: unknown): readonly BuildMessage[] | null {
  const isFailure =
    typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors)
  return isFailure ? (error.errors as readonly BuildMessage[]) : null
}
