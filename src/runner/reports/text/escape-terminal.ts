/** Control characters (C0, C1), format characters (bidi, zero width, tags), line separators and noncharacters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu
const defaultLimit = 500

/**
 * Returns text of a run as one line that no terminal obeys. It shows escape codes (`\x1b[31m`) instead of removing
 * them, because a report must not hide the output of a node.
 */
export function escapeTerminal(text: string, limit = defaultLimit): string {
  const shown = text.length > limit ? `${text.slice(0, limit)}… (${text.length} characters)` : text
  return shown.replace(unprintable, escapeCharacter)
}

/** Returns a text of several lines, of which no terminal obeys any. */
export function escapeLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(unprintable, escapeCharacter))
    .join('\n')
}

export function escapeCharacter(character: string): string {
  const named = names.get(character)
  if (named !== undefined) return named
  const code = character.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

const names: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])
