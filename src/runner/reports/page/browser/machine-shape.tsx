import { clean } from '../words.ts'
import { labelPlace, shapeRadius as radius, shortLabel } from './label-place.ts'
import type { PlacedMachine } from './machine-map.ts'

export function MachineShape({
  machine,
  life,
  isSelected,
  onSelect,
}: {
  readonly machine: PlacedMachine
  /** Empty for routers. */
  readonly life: string
  readonly isSelected: boolean
  readonly onSelect: (() => void) | undefined
}) {
  const { x, y, role, isGroup } = machine
  const name = clean(machine.name)
  return (
    <g
      class={`machine ${role} ${life} ${isSelected ? 'selected' : ''} ${isGroup ? 'group' : ''}`}
      transform={`translate(${x},${y})`}
      {...(onSelect === undefined ? {} : { onClick: onSelect })}
    >
      <title>{[name, clean(machine.detail), life].filter(Boolean).join(', ')}</title>
      {isGroup ? <Shape role={role} size={radius + 4} /> : null}
      <Shape role={role} size={radius} />
      {life === 'exited' || life === 'failed' || life === 'waiting' ? (
        <path
          class="down"
          d={`M${-radius},${-radius} L${radius},${radius} M${radius},${-radius} L${-radius},${radius}`}
        />
      ) : null}
      {life === 'paused' ? <path class="down" d="M-3,-6 v12 M3,-6 v12" /> : null}
      <Label machine={machine} />
    </g>
  )
}

/** The label stands outside of the area. */
function Label({ machine }: { readonly machine: PlacedMachine }) {
  const place = labelPlace(machine)
  if (place === null) return null
  return (
    <>
      <text x={place.x} y={place.name} text-anchor={place.anchor}>
        {shortLabel(clean(machine.name))}
      </text>
      <text class="detail" x={place.x} y={place.detail} text-anchor={place.anchor}>
        {shortLabel(clean(machine.detail))}
      </text>
    </>
  )
}

function Shape({ role, size }: { readonly role: PlacedMachine['role']; readonly size: number }) {
  switch (role) {
    case 'router':
      return <rect x={-size * 0.8} y={-size * 0.8} width={size * 1.6} height={size * 1.6} rx="2" />
    case 'boot-node':
      return <polygon points={hexagon(size * 1.25)} />
    case 'peer':
      return <circle r={size} />
    case 'module':
    case 'command':
      return <rect x={-size} y={-size} width={size * 2} height={size * 2} rx={size / 2} />
    default:
      return role satisfies never
  }
}

function hexagon(size: number): string {
  const corner = (index: number) => [
    size * Math.cos((index * Math.PI) / 3),
    size * Math.sin((index * Math.PI) / 3),
  ]
  return Array.from({ length: 6 }, (_, index) => corner(index).join(',')).join(' ')
}
