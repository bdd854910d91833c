import path from 'node:path'
import { escapeMarkdown } from '../src/runner/reports/text/escape-markdown.ts'

/** Language of a code block, by the end of the file's name. */
const languages: Readonly<Record<string, string>> = {
  '.go': 'go',
  '.json': 'json',
  '.mod': 'text',
  '.rs': 'rust',
  '.sh': 'sh',
  '.toml': 'toml',
  '.ts': 'ts',
  '.yaml': 'yaml',
  '.yml': 'yaml',
}

/** A file as a code block. */
export function codeBlock(file: string, text: string): string {
  return `\`\`\`\`${languages[path.extname(file)] ?? 'text'}\n${text.trimEnd()}\n\`\`\`\``
}

/** Text in which only addresses of pages take effect. */
export function plain(text: string): string {
  return text
    .split(/(https:\/\/[^\s)]+)/)
    .map((part, index) => (index % 2 === 0 ? escapeMarkdown(part) : `<${part}>`))
    .join('')
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}
