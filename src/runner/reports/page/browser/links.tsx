import type { LinkPlan } from '../../../language/plan/plan.ts'
import { formatDuration } from '../../../language/values/format-duration.ts'
import { clean } from '../words.ts'
import { type MachineMap, nodeId, routerId } from './place-machines.ts'

/** Links between two named machines. The list below the map has all links. */
export function LinkLines({ map, links }: { readonly map: MachineMap; readonly links: readonly LinkPlan[] }) {
  const find = (name: string) =>
    map.machines.find(({ id }) => id === nodeId(name)) ?? map.machines.find(({ id }) => id === routerId(name))
  return (
    <g class="links">
      {links.map((link, index) => {
        const from = find(link.from)
        const to = find(link.to)
        if (from === undefined || to === undefined) return null
        const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2]
        return (
          <g key={index}>
            <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
            <text x={x} y={y}>
              {describeLink(link)}
            </text>
          </g>
        )
      })}
    </g>
  )
}

const mostLinks = 12

export function LinkList({ links }: { readonly links: readonly LinkPlan[] }) {
  if (links.length === 0) return null
  return (
    <details class="link-list" open={links.length <= 4}>
      <summary>Links</summary>
      <ul>
        {links.slice(0, mostLinks).map((link, index) => (
          <li key={index}>
            <strong>
              {endOf(link.from)} {link.oneWay ? '→' : '↔'} {endOf(link.to)}
            </strong>{' '}
            {describeLink(link)}
          </li>
        ))}
        {links.length > mostLinks ? <li>and {links.length - mostLinks} more, in the plan</li> : null}
      </ul>
    </details>
  )
}

function endOf(name: string): string {
  return name === '*' ? 'all' : clean(name)
}

function describeLink({ latency, jitter, bandwidth, loss }: LinkPlan): string {
  const said = [
    latency === undefined ? '' : `${formatDuration(latency)} each way`,
    jitter === undefined || jitter === 0 ? '' : `jitter ${formatDuration(jitter)}`,
    bandwidth === undefined || bandwidth === null ? '' : `${bandwidth.toLocaleString('en')} B/s`,
    loss === undefined || loss === 0 ? '' : `${+(loss * 100).toFixed(2)}% lost`,
  ]
  return said.filter(Boolean).join(', ')
}
