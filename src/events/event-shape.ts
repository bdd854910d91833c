/**
 * Checks that a value from a file is an event: a stored log may be edited, cut or made up. After this check every event
 * has the fields of its type.
 */
import type { EventKind, NodeEvent, RunEvent, TopoEvent } from './event.ts'
import type { RawEvent } from './migrations.ts'
import {
  entryId,
  type Fields,
  type FieldsOf,
  flag,
  listOf,
  nodeName,
  nullOr,
  number,
  oneOf,
  orAbsent,
  record,
  type Shape,
  taggedBy,
  text,
} from './shape.ts'

export const path = taggedBy(
  'kind',
  new Map<string, Fields>([
    ['direct', {}],
    ['relayed', { relay: nodeName }],
  ]),
)

const relayStatus = oneOf(
  'OK',
  'RESERVATION_REFUSED',
  'RESOURCE_LIMIT_EXCEEDED',
  'PERMISSION_DENIED',
  'CONNECTION_FAILED',
  'NO_RESERVATION',
  'MALFORMED_MESSAGE',
  'UNEXPECTED_MESSAGE',
)

const rendezvousStatus = oneOf(
  'OK',
  'E_INVALID_NAMESPACE',
  'E_INVALID_SIGNED_PEER_RECORD',
  'E_INVALID_TTL',
  'E_INVALID_COOKIE',
  'E_NOT_AUTHORIZED',
  'E_INTERNAL_ERROR',
  'E_UNAVAILABLE',
)

const changes = listOf(record({ what: text, count: number }))

/** Fields of each kind of event that a node reports. */
export const nodeFields: FieldsOf<'kind', NodeEvent> = {
  addresses: { addresses: listOf(text) },
  'connection-opened': {
    connection: text,
    peer: nodeName,
    direction: orAbsent(oneOf('inbound', 'outbound')),
    path,
    address: text,
    unlimited: orAbsent(flag),
  },
  'connection-closed': { connection: text, peer: nodeName, path },
  'reservation-made': { relay: nodeName, renewal: flag, expires: orAbsent(number) },
  'reservation-failed': { relay: nodeName, reason: text },
  'reservation-lost': { relay: nodeName, reason: text },
  'recovery-attempt': {
    relay: nodeName,
    cause: oneOf(
      'not-granted',
      'connection-closed',
      'listener-closed',
      'address-withdrawn',
      'renewal-refused',
      'renewal-silent',
    ),
    attempt: number,
    delay: number,
  },
  'relay-reservation': {
    peer: nodeName,
    outcome: oneOf('accepted', 'renewed', 'refused', 'expired', 'disconnected', 'dropped'),
    status: orAbsent(relayStatus),
    byFault: flag,
    held: orAbsent(number),
  },
  'relay-circuit': {
    source: nodeName,
    destination: nodeName,
    outcome: oneOf('opened', 'refused', 'closed'),
    status: orAbsent(relayStatus),
    reason: orAbsent(oneOf('duration', 'bytes', 'reservation', 'end')),
  },
  'relay-unobserved': {},
  'rendezvous-unobserved': {},
  'rendezvous-registered': { at: nodeName, namespace: text, renewal: flag, expires: number },
  'rendezvous-discovered': {
    at: nodeName,
    namespace: text,
    peer: nodeName,
    addresses: listOf(text),
    expires: number,
  },
  'rendezvous-failed': {
    at: nodeName,
    namespace: text,
    request: oneOf('register', 'discover'),
    reason: text,
  },
  'rendezvous-registration': {
    peer: nodeName,
    namespace: text,
    outcome: oneOf('accepted', 'renewed', 'refused', 'expired', 'unregistered'),
    status: rendezvousStatus,
    ttl: number,
    held: number,
  },
  'kademlia-peer': { peer: nodeName, outcome: oneOf('added', 'removed'), held: number },
  'nat-status': { status: oneOf('public', 'private', 'unknown'), address: text },
  note: { text },
}

const runFields: FieldsOf<'kind', RunEvent> = {
  'run-started': {
    topology: text,
    seed: number,
    clock: oneOf('virtual', 'real'),
    fabric: oneOf('virtual', 'netns', 'host'),
  },
  'run-ended': { cause: oneOf('finished', 'interrupted', 'failed'), reason: text },
  'machine-stalled': { milliseconds: number },
  'loopback-ignored': { node: nodeName, line: text },
  'node-starting': { node: nodeName, incarnation: number },
  'node-ready': { node: nodeName, incarnation: number, peerId: text, addresses: listOf(text) },
  'node-failed': { node: nodeName, reason: text, log: listOf(text) },
  'node-exited': { node: nodeName, code: nullOr(number), signal: nullOr(text), expected: flag },
  'node-paused': { node: nodeName },
  'node-resumed': { node: nodeName },
  'port-lease': {
    node: nodeName,
    router: nodeName,
    outcome: oneOf('granted', 'renewed', 'refused', 'ended'),
    protocol: oneOf('TCP', 'UDP'),
    external: number,
    internal: text,
    expires: number,
    reason: text,
  },
  'fault-started': { entry: entryId },
  'fault-applied': { entry: entryId, changes },
  'fault-reverted': { entry: entryId, changes },
  'fault-failed': { entry: entryId, reason: text },
  'relay-in-use': { entry: entryId, peer: nodeName, relays: listOf(nodeName), reason: text },
  'expectation-started': { entry: entryId },
  'expectation-ended': { entry: entryId, cause: oneOf('settled', 'deadline', 'run-ended', 'interrupted') },
  probe: {
    entry: entryId,
    from: nodeName,
    to: nodeName,
    outcome: oneOf('reached', 'not-reached', 'untold'),
    paths: listOf(path),
    reason: text,
  },
  ping: {
    entry: entryId,
    from: nodeName,
    to: nodeName,
    outcome: oneOf('answered', 'silent', 'untold'),
    paths: listOf(path),
    reason: text,
  },
  metric: {
    entry: entryId,
    node: nodeName,
    name: text,
    outcome: oneOf('read', 'untold'),
    value: nullOr(number),
    reason: text,
  },
  resource: {
    entry: entryId,
    node: nodeName,
    of: oneOf('open-connections', 'open-streams', 'open-handles', 'heap'),
    outcome: oneOf('read', 'untold'),
    value: nullOr(number),
    reason: text,
  },
  identify: {
    entry: entryId,
    from: nodeName,
    to: nodeName,
    outcome: oneOf('told', 'nothing', 'untold'),
    protocols: listOf(text),
    observed: text,
    reason: text,
  },
  transfer: {
    entry: entryId,
    from: nodeName,
    to: nodeName,
    outcome: oneOf('complete', 'cut-off', 'unfinished', 'not-reached', 'untold'),
    path: nullOr(path),
    bytes: number,
    arrived: number,
    reason: text,
  },
  'log-matched': { entry: entryId, node: nodeName, line: text },
  'log-missed': { entry: entryId, node: nodeName, line: text, printed: number, others: number },
}

/** Fields of every event that are the same on every machine. */
const place: Fields = { n: number, t: number }
const envelope: Fields = { ...place, wall: record({}) }

/** Fields of each kind, without the fields of every event. */
const ownFields: ReadonlyMap<string, Fields> = new Map([
  ...Object.entries<Fields>(runFields),
  ...Object.entries<Fields>(nodeFields).map(([kind, fields]): [string, Fields] => [
    kind,
    { node: nodeName, ...fields },
  ]),
])

const byKind: ReadonlyMap<string, Shape> = new Map(
  [...ownFields].map(([kind, fields]) => [kind, record({ ...envelope, ...fields })]),
)

/** Fields of a kind of event, then those of every event; without the machine-dependent ones. */
export function fieldsOf(kind: EventKind): Fields {
  return { ...ownFields.get(kind), ...place }
}

/** Returns the event, or a sentence with its first mistake. */
export function asEvent(raw: RawEvent): TopoEvent | string {
  const { kind } = raw
  const shape = typeof kind === 'string' ? byKind.get(kind) : undefined
  if (shape === undefined) return `its kind is ${JSON.stringify(kind)}, which no event has`
  const key = shape(raw)?.at[0]
  if (key !== undefined) return `its field "${key}" is ${raw[key] === undefined ? 'missing' : 'wrong'}`
  return raw as unknown as TopoEvent
}
