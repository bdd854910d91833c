import { Lazy } from './lazy.tsx'
import type { Report } from './report.ts'
import { sourceLines, visible } from './source-lines.ts'

/** The topology and the plan, folded. */
export function PlanView({ report }: { readonly report: Report }) {
  const { source, plan } = report.data
  return (
    <section class="panel" aria-labelledby="plan-title">
      <h2 id="plan-title">Topology and plan</h2>
      {source === '' ? null : (
        <details>
          <summary>topology.yaml</summary>
          <pre class="source">
            {sourceLines(source).map((text, index) => (
              <span key={index} id={lineId(index + 1)} data-line={index + 1}>
                {`${text}\n`}
              </span>
            ))}
          </pre>
        </details>
      )}
      <Lazy title="plan.json" text={() => visible(JSON.stringify(plan, null, 2))} />
    </section>
  )
}

/** The anchor of a line of the topology. A browser opens the folded topology for a link to it. */
export function lineId(line: number): string {
  return `line-${line}`
}
