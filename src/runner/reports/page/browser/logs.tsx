import { plural } from '../../../language/values/plural.ts'
import { clean } from '../words.ts'
import type { Report } from './report.ts'

/** The end of what each node printed. */
export function Logs({ report }: { readonly report: Report }) {
  const { logs } = report.data
  return (
    <section class="panel" aria-labelledby="logs-title">
      <h2 id="logs-title">Node logs</h2>
      {logs.length === 0 ? <p class="empty">No node printed anything.</p> : null}
      {logs.map(({ node, lines, omitted }) => (
        <details key={node}>
          <summary>
            {clean(node)} <span class="mode">{plural(lines.length, 'line')}</span>
          </summary>
          {omitted === 0 ? null : (
            <p class="empty">{plural(omitted, 'byte')} before this are in the results folder.</p>
          )}
          <pre>{lines.map(clean).join('\n')}</pre>
        </details>
      ))}
    </section>
  )
}
