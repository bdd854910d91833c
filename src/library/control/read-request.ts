/** A line of text -> a request, or its mistakes with their places in the line. */
import type * as z from 'zod'
import { InputError, messageOf } from '../../base/errors.ts'
import { inOrder, problem } from '../../runner/language/diagnostics/diagnose.ts'
import { diagnoseIssues } from '../../runner/language/diagnostics/issues.ts'
import type { Located } from '../../runner/language/text/located.ts'
import { parse } from '../../runner/language/yaml/parse.ts'
import { type ControlCommand, commandInputs, type RequestId, requestSchema } from './messages.ts'
import { WrittenEntry, wrongRequest } from './written-entry.ts'

type Checked = {
  [K in ControlCommand]: (typeof commandInputs)[K] extends z.ZodObject
    ? { readonly command: K; readonly input: z.output<(typeof commandInputs)[K]> }
    : { readonly command: K; readonly input: object; readonly written: WrittenEntry }
}[ControlCommand]

export type ControlRequest = Checked & { readonly text: string }

const content = {
  what: 'request',
  keys: 'id, command and input',
  hint: 'write {"id":1,"command":"state"}',
}

/** Throws {@link InputError} when the line is no request. */
export function readRequest(text: string): ControlRequest {
  const value = parseJson(text)
  const { root, diagnostics } = parse(text, content)
  if (root === null || diagnostics.length > 0) throw wrongRequest(text, diagnostics)
  const { command } = checked(text, requestSchema, value, root)
  const input = root.children.get('input') ?? emptyAt(root)
  const schema = commandInputs[command]
  if (schema !== null)
    return { command, input: checked(text, schema, input.value, input), text } as ControlRequest
  if (command !== 'fault' && command !== 'expect') throw new InputError(`no entry can be a ${command}`)
  refuseWrongEntry(text, command, input)
  return { command, input: Object(input.value), written: new WrittenEntry(text, input.span), text }
}

/** Returns the id of a line that may be no request; null: it has none. */
export function idIn(text: string): RequestId {
  try {
    const { id } = Object(JSON.parse(text))
    return typeof id === 'string' || typeof id === 'number' ? id : null
  } catch {
    return null
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = messageOf(error)
    const last = Math.max(text.length - 1, 0)
    const place = Math.min(Number(/position (\d+)/.exec(message)?.[1] ?? last), last)
    const span = { start: place, end: place + 1 }
    throw wrongRequest(text, [problem('json-syntax', span, `this is not JSON: ${message}`, content.hint)])
  }
}

function checked<S extends z.ZodObject>(
  text: string,
  schema: S,
  value: unknown,
  source: Located,
): z.output<S> {
  const { data, error } = schema.safeParse(value)
  if (error === undefined) return data
  const found = diagnoseIssues(error.issues, { text, source, schema, also: {}, anchor: null })
  throw wrongRequest(text, inOrder(found))
}

/** An entry of a request begins now, so it has no time. */
function refuseWrongEntry(text: string, word: 'fault' | 'expect', input: Located): void {
  const misplaced = [...input.children].filter(([key]) => key === 'at' || key === 'after')
  if (misplaced.length > 0) {
    const hint = 'remove it, and send {"command":"advance","input":{"time":"10s"}} before'
    const found = misplaced.map(([key, { key: span }]) =>
      problem('conflicting-keys', span, `a request happens now, so it has no \`${key}\``, hint),
    )
    throw wrongRequest(text, found)
  }
  if (input.children.has(word)) return
  const example =
    word === 'fault' ? '{"fault":"restart","node":"boot"}' : '{"expect":"process","node":"boot"}'
  throw wrongRequest(text, [
    problem(
      'missing-key',
      input.key ?? input.span,
      `\`${word}\` is missing in \`input\``,
      `write "input":${example}`,
    ),
  ])
}

function emptyAt({ span }: Located): Located {
  return { value: {}, span, key: null, children: new Map() }
}
