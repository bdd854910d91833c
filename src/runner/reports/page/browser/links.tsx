import type { LinkPlan } from '../../../language/plan/plan.ts'
import { formatDuration } from '../../../language/values/format-duration.ts'
import { clean } from '../words.ts'
import type { MachineMap } from './machine-map.ts'
import { nodeId, routerId } from './place-machines.ts'
import { wirePath } from './wire-path.ts'

/** Links between two named machines. The list below the map has all links, with their qualities. */
export function LinkLines({ map, links }: { readonly map: MachineMap; readonly links: readonly LinkPlan[] }) {
  const find = (name: string) => {
    const id = map.shownBy.get(nodeId(name)) ?? map.shownBy.get(routerId(name))
    return map.machines.find((machine) => machine.id === id)
  }
  return (
    <g class="links">
      {links.map((link, index) => {
        const from = find(link.from)
        const to = find(link.to)
        if (from === undefined || to === undefined || from === to) return null
        return <path key={index} d={wirePath(map, from, to, 'link')} />
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
