import { escapeCharacter } from '../../text/escape-terminal.ts'

/** Returns the lines of a topology, whatever ends them, without empty ones at the end. */
export function sourceLines(source: string): readonly string[] {
  const text = source.trimEnd()
  return text === '' ? [] : text.split(/\r?\n/).map(visible)
}

/** Keeps line breaks and tabs, and shows characters that would hide or reverse text. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === '\n' || character === '\t' ? character : escapeCharacter(character),
  )
}
