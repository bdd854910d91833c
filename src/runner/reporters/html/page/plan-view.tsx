import { useState } from 'preact/hooks'
import { escapeCharacter } from '../../escape-terminal.ts'
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

/** The plan of a hundred nodes is long: it is written out when somebody wants to read it. */
function Lazy({ title, text }: { readonly title: string; readonly text: () => string }) {
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open ? <pre>{text()}</pre> : null}
    </details>
  )
}

/** Lines stay lines and tabs tabs; what would turn text around or hide it is shown. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === '\n' || character === '\t' ? character : escapeCharacter(character),
  )
}
