import { clean } from '../words.ts'
import type { Arrangement, PlacedMachine } from './place-machines.ts'

export function MachineShape({
  machine,
  life,
  arrangement,
  isSelected,
  onSelect,
}: {
  readonly machine: PlacedMachine
  /** Empty for routers and the internet. */
  readonly life: string
  readonly arrangement: Arrangement
  readonly isSelected: boolean
  readonly onSelect: (() => void) | undefined
}) {
  const { x, y, role } = machine
  const name = clean(machine.name)
  const radius = { down: 13, across: 9, round: 6 }[arrangement]
  return (
    <g
      class={`machine ${role} ${life} ${isSelected ? 'selected' : ''}`}
      transform={`translate(${x},${y})`}
      {...(onSelect === undefined ? {} : { onClick: onSelect })}
    >
      <title>{[name, clean(machine.detail), life].filter(Boolean).join(', ')}</title>
      <Shape role={role} radius={radius} />
      {life === 'exited' || life === 'failed' || life === 'waiting' ? (
        <path
          class="down"
          d={`M${-radius},${-radius} L${radius},${radius} M${radius},${-radius} L${-radius},${radius}`}
        />
      ) : null}
      {life === 'paused' ? <path class="down" d="M-3,-6 v12 M3,-6 v12" /> : null}
      <Label machine={machine} arrangement={arrangement} radius={radius} />
    </g>
  )
}

function Label({
  machine,
  arrangement,
  radius,
}: {
  readonly machine: PlacedMachine
  readonly arrangement: Arrangement
  readonly radius: number
}) {
  const name = clean(machine.name)
  const detail = clean(machine.detail)
  switch (arrangement) {
    case 'down':
      return (
        <>
          <text y={radius + 14}>{short(name, 16)}</text>
          <text class="detail" y={radius + 27}>
            {short(detail, 19)}
          </text>
        </>
      )
    case 'across':
      return (
        <>
          <text class="beside" x={radius + 8} y={detail === '' ? 4 : -1}>
            {short(name, 20)}
          </text>
          <text class="beside detail" x={radius + 8} y="11">
            {short(detail, 22)}
          </text>
        </>
      )
    case 'round':
      return <text y={radius + 12}>{short(name, 10)}</text>
    default:
      return arrangement satisfies never
  }
}

function Shape({ role, radius }: { readonly role: PlacedMachine['role']; readonly radius: number }) {
  switch (role) {
    case 'internet':
      return <ellipse rx={radius * 2.2} ry={radius * 1.1} />
    case 'router':
      return <rect x={-radius * 1.3} y={-radius * 0.8} width={radius * 2.6} height={radius * 1.6} rx="3" />
    case 'boot-node':
      return <polygon points={hexagon(radius * 1.25)} />
    case 'peer':
      return <circle r={radius} />
    case 'module':
    case 'command':
      return <rect x={-radius} y={-radius} width={radius * 2} height={radius * 2} rx={radius / 2} />
    default:
      return role satisfies never
  }
}

function hexagon(radius: number): string {
  const corner = (index: number) => [
    radius * Math.cos((index * Math.PI) / 3),
    radius * Math.sin((index * Math.PI) / 3),
  ]
  return Array.from({ length: 6 }, (_, index) => corner(index).join(',')).join(' ')
}

function short(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
