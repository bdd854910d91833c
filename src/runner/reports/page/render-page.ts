/**
 * A page as one self-contained document: the data as JSON, and the program that shows it. Its content security policy
 * allows only that program and no network, so that no output of a node can act on the reader.
 */
import { createHash } from 'node:crypto'
import { escapeXmlText } from '../text/escape-xml.ts'

export interface PageContent {
  readonly title: string
  /** One sentence, for readers without JavaScript. */
  readonly summary: string
  readonly data: unknown
  /** The program of the page. */
  readonly script: string
  /** True: it may ask its server for more. A file has no server. */
  readonly isServed?: boolean
}

export function renderPage({ title, summary, data, script, isServed = false }: PageContent): string {
  const program = script.replace(/<\/(?=script)/gi, '<\\/')
  const hash = createHash('sha256').update(program).digest('base64')
  const sources = [`script-src 'sha256-${hash}'`, ...(isServed ? ["connect-src 'self'"] : [])]
  const policy = ["default-src 'none'", ...sources, "base-uri 'none'", "form-action 'none'"].join('; ')
  const lines = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeXmlText(title)}</title>`,
    '</head>',
    '<body>',
    `<noscript><h1>${escapeXmlText(title)}</h1><p>${escapeXmlText(summary)}</p><p>This page needs JavaScript.</p></noscript>`,
    `<script type="application/json" id="page-data">${embedJson(data)}</script>`,
    `<script>${program}</script>`,
    '</body>',
    '</html>',
    '',
  ]
  return lines.join('\n')
}

/** Writes JSON that cannot end the element around it. */
function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}
