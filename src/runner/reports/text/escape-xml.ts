import { escapeCharacter } from './escape-terminal.ts'

/** Characters that XML 1.0 forbids even escaped, and C1 controls and format characters that viewers obey. */
const forbidden =
  /[^\t\n\r\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]|[\p{Cf}\p{Zl}\p{Zp}]/gu
const markup = /[&<>"'\r]/g
const whitespace = /[\n\t]/g

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** Escapes text for the content of an XML 1.0 element. */
export function escapeXmlText(text: string): string {
  return text
    .replace(forbidden, escapeCharacter)
    .replace(markup, (character) => entities[character] ?? character)
}

/** Escapes text for the value of an XML 1.0 attribute, and keeps its line breaks. */
export function escapeXmlAttribute(text: string): string {
  return escapeXmlText(text).replace(whitespace, (character) => entities[character] ?? character)
}
