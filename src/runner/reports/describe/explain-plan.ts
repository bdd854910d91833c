import { expectationOf } from '../../language/expectations/registry.ts'
import { faultOf } from '../../language/faults/registry.ts'
import type {
  EntryPlan,
  ExpectationEntryPlan,
  FaultEntryPlan,
  NodePlan,
  Plan,
  RouterPlan,
} from '../../language/plan/plan.ts'
import type { Interval, Mode } from '../../language/values/entry-times.ts'
import { formatClock } from '../../language/values/format-clock.ts'
import { formatDuration } from '../../language/values/format-duration.ts'
import { describeQualities } from '../../language/values/link-quality.ts'
import { listMachines, listNames } from '../../language/values/list-names.ts'
import { describeNat } from '../../language/values/nat.ts'
import { plural } from '../../language/values/plural.ts'
import { formatSize } from '../../language/values/size.ts'
import { hang } from '../text/hang.ts'
import { orderOfTime } from './order-of-time.ts'

const timeWidth = 12

/** Explains the events and checks of a topology in sentences, in the order of time. */
export function explainPlan(plan: Plan, columns: number): string {
  const paragraph = (text: string) => hang('  ', text, columns)
  const steps = orderOfTime(plan.timeline)
  const known = steps.filter(({ entry }) => entry.known !== null).length
  return [
    ...hang('', `${plan.name}: ${plan.description.trim().replace(/\s+/g, ' ')}`.replace(/: $/, ''), columns),
    '',
    'Nodes',
    ...explainNodes(plan).flatMap(paragraph),
    '',
    'Network',
    ...paragraph(explainNetwork(plan)),
    '',
    `Timeline${steps.some(({ range }) => range !== null) ? ', by earliest start' : ''}`,
    ...explainSteps(plan).flatMap(({ when, lines: [first = '', ...rest] }) => {
      const prefix = when.length < timeWidth ? `  ${when.padEnd(timeWidth)}` : null
      const indent = ' '.repeat(timeWidth + 2)
      return [
        ...(prefix === null
          ? [...hang('  ', when, columns), ...hang(indent, first, columns)]
          : hang(prefix, first, columns)),
        ...rest.flatMap((text) => hang(indent, text, columns)),
      ]
    }),
    '',
    'Verdict',
    ...paragraph(
      explainVerdict(
        known,
        steps.some(({ entry }) => entry.type === 'fault'),
      ),
    ),
    '',
  ].join('\n')
}

/** A sentence or more about each node. */
export function explainNodes(plan: Plan): readonly string[] {
  return plan.nodes.map((node) => explainNode(node, plan))
}

export interface ExplainedStep {
  /** `at 30s`, or `5s after the end of restart`. */
  readonly when: string
  readonly lines: readonly string[]
}

/** Each entry of the timeline in sentences, by earliest start. */
export function explainSteps({ timeline }: Plan): readonly ExplainedStep[] {
  const steps = orderOfTime(timeline)
  const told = new Set<string>()
  return steps.map(({ entry, range }, index) => ({
    when: `${explainStart(entry, steps[index - 1]?.entry.id ?? null)}${explainRange(range)}`,
    lines: entry.type === 'fault' ? explainFault(entry, told) : explainExpectation(entry),
  }))
}

function explainNode(node: NodePlan, plan: Plan): string {
  const { name, kind, startAt, libp2p } = node
  const release = libp2p === 'current' ? '' : `, on libp2p ${libp2p}`
  const start = startAt === null ? ' It is started by a fault.' : ` It starts at ${formatClock(startAt)}.`
  return `${name} is a ${kind} ${explainPlace(node, plan)}${release}.${start} ${explainSettings(node)}`
}

function explainPlace({ router }: NodePlan, { fabric, routers }: Plan): string {
  if (fabric === 'host') return 'on 127.0.0.1'
  const lineage = new Set<RouterPlan>()
  for (let at = router; at !== null; ) {
    const found = routers.find(({ name }) => name === at)
    if (found === undefined || lineage.has(found)) break
    lineage.add(found)
    at = found.behind
  }
  if (lineage.size === 0) return 'on the public internet'
  const described = [...lineage].map(
    ({ name, nat, upnp }) =>
      `${name}, ${nat === null ? 'without NAT' : describeNat(nat)}${upnp ? ' with UPnP' : ''}`,
  )
  return `behind the router ${described.join(', which is behind ')}`
}

function explainSettings(node: NodePlan): string {
  if (node.kind === 'boot-node') {
    if (!node.relaying) return 'It is no relay, but a node to bootstrap from.'
    const { maxReservations, reservationDuration, maxCircuitDuration, maxCircuitBytes } = node.relay
    const most =
      maxReservations === null
        ? 'any number of reservations'
        : `at most ${plural(maxReservations, 'reservation')}`
    return `It relays as ${node.profile} does: ${most} of ${formatDuration(reservationDuration)}, circuits of ${maxCircuitDuration === null ? 'any length' : formatDuration(maxCircuitDuration)} and ${maxCircuitBytes === null ? 'any number of bytes' : formatSize(maxCircuitBytes)}.`
  }
  if (node.kind === 'command') return `It runs ${node.command.join(' ')}.`
  if (node.kind === 'module') {
    const told = [...node.relays, ...node.connect]
    return `It runs ${node.module}${told.length === 0 ? '' : `, which gets the addresses of ${listNames(told)}`}.`
  }
  const { relays, discoverRelays, recovery, connect } = node
  const recovers = {
    none: 'does not ask again when it loses it',
    relisten: 'asks again when it loses it',
    calimero: 'asks again once when it loses it, as Calimero’s client does',
  }[recovery]
  return [
    ...(relays.length === 0 ? [] : [`It asks for a reservation on ${listNames(relays)}, and ${recovers}.`]),
    ...(discoverRelays === 0 ? [] : [`It looks for relays itself until it has ${discoverRelays}.`]),
    ...(connect.length === 0 ? [] : [`It keeps a connection to ${listNames(connect)}.`]),
    ...(relays.length + discoverRelays + connect.length === 0 ? ['It asks for no reservation.'] : []),
  ].join(' ')
}

function explainNetwork({ fabric, clock, links, dns, seed }: Plan): string {
  const time = clock === 'virtual' ? 'Time is virtual' : 'Time is real'
  if (fabric === 'host') return `The sockets of this machine. ${time}; seed ${seed}.`
  const all = grouped(links).map(({ link, names: senders }) => {
    const [from, to] = [listMachines(senders), listMachines([link.to])]
    const ends = from === to ? 'all machines' : `${from} and ${to}`
    return `${link.oneWay ? `From ${from} to ${to}` : `Between ${ends}`}: ${describeQualities(link)}.`
  })
  const names = [...new Set(dns.map(({ name }) => name.replace(/^_dnsaddr\./, '')))]
  const known = names.length === 0 ? '' : ` The name server knows ${listNames(names)}.`
  return `${all.join(' ')}${known} ${time}; seed ${seed}.`
}

/** Links of more than a few nodes with the same qualities, such as those of a class, are one line. */
function grouped(
  links: Plan['links'],
): readonly { readonly link: Plan['links'][number]; readonly names: readonly string[] }[] {
  const groups = Map.groupBy(links, ({ from: _, ...rest }) => JSON.stringify(rest))
  const told = new Set<string>()
  return links.flatMap((link) => {
    const { from, ...rest } = link
    const key = JSON.stringify(rest)
    const group = groups.get(key) ?? []
    if (group.length <= 4) return [{ link, names: [from] }]
    if (told.has(key)) return []
    told.add(key)
    return [{ link, names: group.map((one) => one.from) }]
  })
}

function explainStart({ start }: EntryPlan, before: string | null): string {
  if (start.kind === 'at') return `at ${formatClock(start.time)}`
  const delay = start.delay === 0 ? '' : `${formatDuration(start.delay)} `
  if (start.entry === before) return delay === '' ? 'then' : `${delay}later`
  return `${delay}after the end of ${start.entry}`
}

function explainRange(range: Interval | null): string {
  if (range === null) return ''
  const { from, to } = range
  return Number.isFinite(to)
    ? `, between ${formatClock(from)} and ${formatClock(to)}`
    : `, at ${formatClock(from)} at the earliest`
}

/** `told`: what the entries before have said. Faults of churn have their reason in common, which is told once. */
function explainFault(
  { id, fault, harmless, for: lasting, because }: FaultEntryPlan,
  told: Set<string>,
): readonly string[] {
  const { describe, standsFor, reversible } = faultOf(fault.kind)
  const until =
    lasting === null ? (reversible ? ', until the end of the run' : '') : `, for ${formatDuration(lasting)}`
  const what = `Fault ${id}: ${describe(fault.params)}${until}.`
  const reason = `${fault.kind} ${because}`
  if (because !== null && told.has(reason)) return [what]
  told.add(reason)
  return [
    what,
    ...(because === null ? [] : [`Why: ${sentence(because)}`]),
    `It stands for ${standsFor}.${harmless ? ' It may change nothing.' : ''}`,
  ]
}

function explainExpectation({
  id,
  expectation,
  mode,
  known,
  because,
}: ExpectationEntryPlan): readonly string[] {
  const what = expectationOf(expectation.kind).describe(expectation.params)
  return [
    `Check ${id}: ${explainMode(what, mode)}.`,
    ...(because === null ? [] : [`Why: ${sentence(because)}`]),
    known === null ? explainFailure(expectation, mode) : `It is known to fail: ${known}`,
  ]
}

function explainMode(what: string, mode: Mode): string {
  switch (mode.kind) {
    case 'within':
      return `${what}, within ${formatDuration(mode.time)}`
    case 'for':
      return `${what}, all the time for ${formatDuration(mode.time)}`
    case 'never':
      return `never until the end of the run: ${what}`
    default:
      return mode satisfies never
  }
}

function explainFailure({ kind, params }: ExpectationEntryPlan['expectation'], mode: Mode): string {
  if (mode.kind === 'never') return 'It fails when this is so even once.'
  const { failsWhen, failsOtherwise = {} } = expectationOf(kind)
  const given = Object.entries(params).map(([key, value]) => failsOtherwise[key]?.[String(value)])
  return `It fails when ${given.find((when) => when !== undefined) ?? failsWhen}.`
}

function explainVerdict(known: number, hasFaults: boolean): string {
  return [
    'The run passes when every check holds.',
    ...(known === 0
      ? []
      : ['A check that is known to fail may fail. The run fails when such a check passes.']),
    ...(hasFaults ? ['A fault that changes nothing makes the verdict unknown.'] : []),
  ].join(' ')
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
