/** The map of a topology before its run, drawn with the parts of the report's map. */
import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { labelPlace, shapeRadius, shortLabel } from '../../src/runner/reports/page/browser/label-place.ts'
import type { MachineMap, PlacedMachine } from '../../src/runner/reports/page/browser/machine-map.ts'
import {
  gateOf,
  nodeId,
  placeMachines,
  routerId,
} from '../../src/runner/reports/page/browser/place-machines.ts'
import { type WireStyle, wirePath } from '../../src/runner/reports/page/browser/wire-path.ts'
import { groupNodes } from '../../src/runner/reports/page/node-groups.ts'
import { escapeXmlText } from '../../src/runner/reports/text/escape-xml.ts'

export function drawTopology(plan: Plan): string {
  const units = groupNodes(plan.nodes)
  const map = placeMachines(plan, units)
  const names = units.map(({ name, isGroup, nodes }) => (isGroup ? `${nodes.length} ${name}` : name))
  const title = `The map of ${plan.name}: ${names.join(', ')}`
  return [
    `<svg class="topology-map" viewBox="0 0 ${map.width} ${map.height}" role="img" aria-label="${escapeXmlText(title)}" style="width: ${map.width}px">`,
    ...internet(map, plan),
    ...wires(map, plan),
    ...map.machines.map(drawMachine),
    '</svg>',
  ].join('')
}

function internet(map: MachineMap, { fabric }: Plan): readonly string[] {
  const { x, y, width, height } = map.area
  const places = new Map(map.machines.map((machine) => [machine.id, machine]))
  return [
    `<rect class="area" x="${x}" y="${y}" width="${width}" height="${height}" rx="18"/>`,
    `<text class="detail" x="${x + width / 2}" y="${y + height + 18}" text-anchor="middle">${fabric === 'host' ? 'this machine' : 'internet'}</text>`,
    ...map.machines.map((machine) => {
      const to = places.get(machine.routers[0] ?? '') ?? gateOf(machine, map.area)
      return `<line class="cable" x1="${machine.x}" y1="${machine.y}" x2="${to.x}" y2="${to.y}"/>`
    }),
  ]
}

/** The reservations and connections that nodes are configured to keep, and the links between two machines. */
function wires(map: MachineMap, { nodes, links }: Plan): readonly string[] {
  const wanted = nodes.flatMap((node) => {
    if (node.kind !== 'peer') return []
    const to = (names: readonly string[], style: WireStyle) =>
      names.map((name) => ({ from: node.name, to: name, style }))
    return [...to(node.connect, 'direct'), ...to(node.relays, 'reserved')]
  })
  const named = links.map(({ from, to }) => ({ from, to, style: 'link' as const }))
  const find = (name: string) => {
    const id = map.shownBy.get(nodeId(name)) ?? map.shownBy.get(routerId(name))
    return map.machines.find((machine) => machine.id === id)
  }
  const paths = [...named, ...wanted].flatMap((wire) => {
    const [from, to] = [find(wire.from), find(wire.to)]
    if (from === undefined || to === undefined || from === to) return []
    return [`<path class="wire ${wire.style}" d="${wirePath(map, from, to, wire.style)}"/>`]
  })
  // Nodes of a group share their wires.
  return [...new Set(paths)]
}

function drawMachine(machine: PlacedMachine): string {
  const place = labelPlace(machine)
  const line = (name: string, y: number, text: string) =>
    place === null
      ? ''
      : `<text class="${name}" x="${place.x}" y="${y}" text-anchor="${place.anchor}">${escapeXmlText(shortLabel(text))}</text>`
  return [
    `<g class="machine ${machine.role}" transform="translate(${machine.x},${machine.y})">`,
    `<title>${escapeXmlText([machine.name, machine.detail].filter(Boolean).join(', '))}</title>`,
    shapeOf(machine.role),
    ...(place === null
      ? []
      : [line('name', place.name, machine.name), line('detail', place.detail, machine.detail)]),
    '</g>',
  ].join('')
}

function shapeOf(role: PlacedMachine['role']): string {
  const r = shapeRadius
  switch (role) {
    case 'router':
      return `<rect x="${-r * 0.8}" y="${-r * 0.8}" width="${r * 1.6}" height="${r * 1.6}" rx="2"/>`
    case 'boot-node':
      return `<path d="M${r * 1.25},0 L${r * 0.625},${r * 1.08} H${-r * 0.625} L${-r * 1.25},0 L${-r * 0.625},${-r * 1.08} H${r * 0.625} Z"/>`
    case 'peer':
      return `<circle r="${r}"/>`
    case 'module':
    case 'command':
      return `<rect x="${-r}" y="${-r}" width="${r * 2}" height="${r * 2}" rx="${r / 2}"/>`
    default:
      return role satisfies never
  }
}
