import { escapeTerminal } from './escape-terminal.ts'

/** Escapes the text of a run for Markdown: no Markdown, HTML, mention or link in it takes effect. */
export function escapeMarkdown(text: string): string {
  return escapeTerminal(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|#~@]/g, (character) => `&#${character.charCodeAt(0)};`)
}
