import { escapeCharacter } from '../../text/escape-terminal.ts'
import { Lazy } from './lazy.tsx'
import type { Report } from './report.ts'

/** The topology and the plan, folded. */
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

/** Keeps line breaks and tabs, and shows characters that would hide or reverse text. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === '\n' || character === '\t' ? character : escapeCharacter(character),
  )
}
