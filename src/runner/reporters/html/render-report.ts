/**
 * The report as one document that needs nothing else: the data as JSON, and the program that shows it. The policy
 * forbids everything but that one program, the network included, so that nothing a node said can act on its reader.
 */
import { createHash } from 'node:crypto'
import { escapeXmlText } from '../escape-xml.ts'
import type { ReportData } from './report-data.ts'

export function renderReport(data: ReportData, script: string): string {
  const { verdict, run } = data
  const program = script.replace(/<\/(?=script)/gi, '<\\/')
  const hash = createHash('sha256').update(program).digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  const title = `${verdict.outcome}: ${run.label}`
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
    `<noscript><h1>${escapeXmlText(title)}</h1><p>${escapeXmlText(verdict.reason)}</p><p>The timeline needs JavaScript.</p></noscript>`,
    `<script type="application/json" id="report-data">${embedJson(data)}</script>`,
    `<script>${program}</script>`,
    '</body>',
    '</html>',
    '',
  ]
  return lines.join('\n')
}

/** JSON in which nothing can end the element that holds it. */
function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}
