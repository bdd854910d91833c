import { plural } from '../../../language/values/plural.ts'
import { escapeCharacter } from '../../text/escape-terminal.ts'
import { clean } from '../words.ts'
import { Lazy } from './lazy.tsx'
import type { Report } from './report.ts'

/** The texts of a run, folded: the last lines of each node's log, the topology and the plan. */
export function RunTexts({ report }: { readonly report: Report }) {
  return (
    <>
      <Logs report={report} />
      <PlanView report={report} />
    </>
  )
}

function Logs({ report }: { readonly report: Report }) {
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

function PlanView({ report }: { readonly report: Report }) {
  const { source, plan } = report.data
  return (
    <section class="panel" aria-labelledby="plan-title">
      <h2 id="plan-title">Topology and plan</h2>
      {source === '' ? null : (
        <details>
          <summary>topology.yaml</summary>
          <pre>{visible(source)}</pre>
        </details>
      )}
      <Lazy title="plan.json" text={() => visible(JSON.stringify(plan, null, 2))} />
    </section>
  )
}

/** Keeps line breaks and tabs, and shows characters that would hide or reverse text. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === '\n' || character === '\t' ? character : escapeCharacter(character),
  )
}
