import { escapeTerminal } from './escape-terminal.ts'

/** Text of a run as text of a page: neither Markdown nor HTML, mentions and links included. */
export function escapeMarkdown(text: string): string {
  return escapeTerminal(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|#~@]/g, (character) => `&#${character.charCodeAt(0)};`)
}
