/** Controls (C0, C1), format characters (bidi, zero width, tags), line separators, and what is no character. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu
const defaultLimit = 500

/**
 * Text that came from a run, fit to be printed: one line, and nothing in it that a terminal would obey. Escape codes
 * are shown instead of sent (`\x1b[31m`), since a report must not hide what a node printed.
 */
export function escapeTerminal(text: string, limit = defaultLimit): string {
  const shown = text.length > limit ? `${text.slice(0, limit)}… (${text.length} characters)` : text
  return shown.replace(unprintable, escapeCharacter)
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
