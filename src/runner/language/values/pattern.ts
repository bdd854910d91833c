/**
 * Regular expressions of topology files. RE2 matches them in a time linear in the line, so no pattern of a file and no
 * line of a program can hold the runner (https://github.com/google/re2/wiki/WhyRE2).
 */
import { RE2JS } from 're2js'

export class Pattern {
  /** The expression as its author wrote it. */
  readonly text: string
  readonly #compiled: RE2JS

  /** Throws a {@link PatternError}. */
  constructor(text: string) {
    this.text = text
    try {
      this.#compiled = RE2JS.compile(RE2JS.translateRegExp(text))
    } catch (error) {
      throw new PatternError(patternProblem(text, error), { cause: error })
    }
  }

  /** The number of groups that capture. */
  get groups(): number {
    return this.#compiled.groupCount()
  }

  /** The names of its groups. */
  get groupNames(): readonly string[] {
    return Object.keys(this.#compiled.namedGroups())
  }

  /** Returns true if some part of the line matches. */
  test(line: string): boolean {
    return this.#compiled.matcher(line).find()
  }

  /** Returns the first group of the first match; null: the line does not match, or the group takes no part. */
  firstGroup(line: string): string | null {
    const matcher = this.#compiled.matcher(line)
    return matcher.find() ? (matcher.group(1) ?? null) : null
  }

  /** Returns the named groups that take part in the first match; null: the line does not match. */
  namedGroups(line: string): ReadonlyMap<string, string> | null {
    const matcher = this.#compiled.matcher(line)
    if (!matcher.find()) return null
    return new Map(
      this.groupNames.flatMap((name) => {
        const found = matcher.group(name)
        return found === null ? [] : [[name, found] as const]
      }),
    )
  }

  toString(): string {
    return `/${this.text}/`
  }
}

/** The text is no pattern. The message says what topo expects, and what the text has instead. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

const lookAround = /\(\?<?[=!]/
const backReference = /\\(?:[1-9]|k<)/

function patternProblem(text: string, error: unknown): string {
  if (isExpression(text)) {
    if (lookAround.test(text))
      return 'expected a regular expression without (?=, (?!, (?<= and (?<!, which RE2 does not have'
    if (backReference.test(text))
      return 'expected a regular expression without references such as \\1, which RE2 does not have'
  }
  const what = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
  return `expected a regular expression (${what})`
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
