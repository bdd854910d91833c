import { escapeCharacter } from '../../text/escape-terminal.ts'
import { Lazy } from './lazy.tsx'
import type { Report } from './report.ts'

/** The topology as it was written, and the plan that topo made of it. */
export function PlanView({ report }: { readonly report: Report }) {
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

/** Lines stay lines and tabs tabs; what would turn text around or hide it is shown. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === '\n' || character === '\t' ? character : escapeCharacter(character),
  )
}
