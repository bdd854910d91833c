/**
 * Errors as data. A user's mistake is a {@link Diagnostic}: what, where, why, and what to do. An {@link InputError}
 * carries all of them. A broken invariant is a {@link BugError}. Everything else that stops a run is a
 * {@link HarnessError}.
 */

export const exitCode = { pass: 0, fail: 1, input: 2, unknown: 3, interrupted: 130 } as const
export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** Half-open range of character offsets into the source text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Every code is documented in docs/diagnostics.md. */
export type DiagnosticCode =
  | 'file-unreadable'
  | 'file-too-large'
  | 'missing-file'
  | 'missing-tool'
  | 'broken-module'
  | 'broken-release'
  | 'unknown-release'
  | 'missing-package'
  | 'json-syntax'
  | 'yaml-syntax'
  | 'yaml-duplicate-key'
  | 'yaml-alias'
  | 'yaml-too-deep'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'invalid-value'
  | 'unknown-kind'
  | 'invalid-name'
  | 'invalid-duration'
  | 'invalid-size'
  | 'duplicate-name'
  | 'selector-without-match'
  | 'wrong-node-kind'
  | 'no-pair'
  | 'named-twice'
  | 'conflicting-keys'
  | 'unknown-entry'
  | 'duplicate-entry-id'
  | 'cycle'
  | 'unreachable-time'
  | 'never-started'
  | 'never-ready'
  | 'settled-at-start'
  | 'unnoticed-fault'
  | 'held-before'
  | 'too-soon'
  | 'too-short'
  | 'no-effect'
  | 'over-at-once'
  | 'unwatched'
  | 'unsupported-by-fabric'
  | 'unknown-router'
  | 'unused-router'
  | 'empty-share'
  | 'invalid-address'
  | 'duplicate-address'
  | 'invalid-port-mapping'
  | 'unknown-path'
  | 'too-many'

export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly severity: 'error' | 'warning'
  /** One sentence that names the mistake, without a full stop. */
  readonly message: string
  /** Advice; null: the message is enough. */
  readonly hint: string | null
  /** Its place; null: the whole file. */
  readonly span: Span | null
  /** A few words at its place, where it has related places: `the second one`. Null: the caret alone is enough. */
  readonly label: string | null
  /** Other places of the file that the message is about, such as the first of two equal names. */
  readonly related: readonly RelatedPlace[]
}

export interface RelatedPlace {
  readonly span: Span
  /** A few words for the reader: `the first one`. */
  readonly label: string
}

/** A source text and its diagnostics. */
export interface DiagnosedFile {
  readonly file: string
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
}

/** The input is wrong: exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly files: readonly DiagnosedFile[]

  constructor(message: string, files: readonly DiagnosedFile[] = []) {
    super(message)
    this.files = files
  }
}

/** The run could not be carried out, through no fault of the nodes under test: exit code 3. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError'
}

/** For `what`, such as releases, that topo cannot write to its cache. */
export function cannotCache(what: string, folder: string, error: unknown): HarnessError {
  const advice = 'set TOPO_CACHE to a folder that can be written'
  return new HarnessError(`cannot keep ${what} in ${folder}: ${messageOf(error)}; ${advice}`)
}

/** A broken invariant of topo itself. */
export class BugError extends Error {
  override readonly name = 'BugError'

  constructor(message: string) {
    super(`bug in topo: ${message}. Please report this with the results folder of the run`)
  }
}

/** For the default branch of a switch over a union: a compile error when a member is missing. */
export function assertNever(value: never): never {
  throw new BugError(`unexpected value ${JSON.stringify(value)}`)
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
