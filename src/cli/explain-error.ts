import type { Command } from 'commander'
import { wrapAnsi } from 'fast-wrap-ansi'
import { type DiagnosticCode, InputError } from '../base/errors.ts'
import { codeExamples } from '../runner/language/diagnostics/code-examples.ts'
import { diagnosticCodes } from '../runner/language/diagnostics/diagnostic-codes.ts'
import { closest } from '../runner/language/diagnostics/suggest.ts'
import type { CliContext } from './context.ts'

export function addExplainError(program: Command, { stdout }: CliContext): void {
  program
    .command('explain-error')
    .description('explain the code of a message about a topology, with an example')
    .argument('[code]', 'a code, such as no-pair; without it, all codes')
    .action((code?: string) => {
      stdout.write(code === undefined ? listOfCodes() : explainCode(code))
    })
}

function listOfCodes(): string {
  return `${Object.keys(diagnosticCodes).join('\n')}\n`
}

/** Takes the code as the message has it, too: `error[no-pair]`. */
export function explainCode(text: string): string {
  const code = /^(?:(?:error|warning)?\[)?([a-z-]*)\]?:?$/.exec(text)?.[1] ?? text
  if (!isCode(code)) {
    const near = closest(code, Object.keys(diagnosticCodes))
    const hint = near === null ? '`topo explain-error` lists them' : `did you mean ${near}?`
    throw new InputError(`there is no code "${code}": ${hint}`)
  }
  const example = codeExamples[code]
  const meaning = wrapAnsi(plainText(diagnosticCodes[code]), 80)
  const parts = [
    code,
    meaning,
    ...(example === null ? [] : ['Wrong:', indented(example.wrong), 'Right:', indented(example.right)]),
  ]
  return `${parts.join('\n\n')}\n`
}

function isCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(diagnosticCodes, text)
}

/** Returns Markdown with the address of each link in place of the link. */
function plainText(markdown: string): string {
  return markdown.replace(/\[[^\]]*\]\(([^)]*)\)/g, 'docs/$1')
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ')
}
