/**
 * Checks that what was read from a file is an event. A stored log may have been edited, cut or made up; past this
 * point every event has the fields that its type promises.
 */
import type { NodeEvent, RunEvent, TopoEvent } from './event.ts'
import type { RawEvent } from './migrations.ts'
import {
  type Fields,
  type FieldsOf,
  flag,
  listOf,
  number,
  oneOf,
  orAbsent,
  orNull,
  record,
  type Shape,
  taggedBy,
  text,
} from './shape.ts'

export const path = taggedBy(
  'kind',
  new Map<string, Fields>([
    ['direct', {}],
    ['relayed', { relay: text }],
  ]),
)
const changes = listOf(record({ what: text, count: number }))

/** The fields of each kind that a node tells by itself. */
export const nodeFields: FieldsOf<'kind', NodeEvent> = {
  addresses: { addresses: listOf(text) },
  'connection-opened': {
    connection: text,
    peer: text,
    direction: oneOf('inbound', 'outbound'),
    path,
    address: text,
  },
  'connection-closed': { connection: text, peer: text, path },
  'reservation-made': { relay: text, renewal: flag, expires: number },
  'reservation-failed': { relay: text, reason: text },
  'reservation-lost': { relay: text, reason: text },
  'recovery-attempt': {
    relay: text,
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
    peer: text,
    outcome: oneOf('accepted', 'renewed', 'refused', 'expired', 'disconnected', 'dropped'),
    status: text,
    byFault: flag,
    held: number,
  },
  'relay-circuit': {
    source: text,
    destination: text,
    outcome: oneOf('opened', 'refused', 'closed'),
    status: text,
    reason: orAbsent(oneOf('duration', 'bytes', 'reservation', 'end')),
  },
  'rendezvous-registered': { at: text, namespace: text, renewal: flag, expires: number },
  'rendezvous-discovered': {
    at: text,
    namespace: text,
    peer: text,
    addresses: listOf(text),
    expires: number,
  },
  'rendezvous-failed': {
    at: text,
    namespace: text,
    request: oneOf('register', 'discover'),
    reason: text,
  },
  'rendezvous-registration': {
    peer: text,
    namespace: text,
    outcome: oneOf('accepted', 'renewed', 'refused', 'expired', 'unregistered'),
    status: text,
    ttl: number,
    held: number,
  },
  'nat-status': { status: oneOf('public', 'private', 'unknown'), address: text },
  note: { text },
}

const runFields: FieldsOf<'kind', RunEvent> = {
  'run-started': {
    topology: text,
    seed: number,
    clock: oneOf('virtual', 'real'),
    fabric: oneOf('virtual', 'host'),
  },
  'run-ended': { cause: oneOf('finished', 'interrupted', 'failed'), reason: text },
  'machine-stalled': { milliseconds: number },
  'node-starting': { node: text, incarnation: number },
  'node-ready': { node: text, incarnation: number, peerId: text, addresses: listOf(text) },
  'node-failed': { node: text, reason: text, log: listOf(text) },
  'node-exited': { node: text, code: orNull(number), signal: orNull(text), expected: flag },
  'node-paused': { node: text },
  'node-resumed': { node: text },
  'fault-started': { entry: text },
  'fault-applied': { entry: text, changes },
  'fault-reverted': { entry: text, changes },
  'fault-failed': { entry: text, reason: text },
  'expectation-started': { entry: text },
  'expectation-ended': { entry: text, cause: oneOf('settled', 'deadline', 'run-ended', 'interrupted') },
  probe: {
    entry: text,
    from: text,
    to: text,
    outcome: oneOf('reached', 'not-reached', 'untold'),
    paths: listOf(path),
    reason: text,
  },
  metric: {
    entry: text,
    node: text,
    name: text,
    outcome: oneOf('read', 'untold'),
    value: orNull(number),
    reason: text,
  },
  transfer: {
    entry: text,
    from: text,
    to: text,
    outcome: oneOf('complete', 'cut-off', 'unfinished', 'not-reached', 'untold'),
    path: orNull(path),
    bytes: number,
    arrived: number,
    reason: text,
  },
  'log-matched': { entry: text, node: text, line: text },
}

const envelope: Fields = { n: number, t: number, wall: record({}) }

const byKind: ReadonlyMap<string, Shape> = new Map([
  ...Object.entries(runFields).map(([kind, fields]) => shapeOf(kind, fields)),
  ...Object.entries(nodeFields).map(([kind, fields]) => shapeOf(kind, { node: text, ...fields })),
])

function shapeOf(kind: string, fields: Fields): [string, Shape] {
  return [kind, record({ ...envelope, ...fields })]
}

/** The event, or a sentence that says what is wrong with it. */
export function asEvent(raw: RawEvent): TopoEvent | string {
  const { kind } = raw
  const shape = typeof kind === 'string' ? byKind.get(kind) : undefined
  if (shape === undefined) return `its kind is ${JSON.stringify(kind)}, which no event has`
  const key = shape(raw)?.at[0]
  if (key !== undefined) return `its field "${key}" is ${raw[key] === undefined ? 'missing' : 'wrong'}`
  return raw as unknown as TopoEvent
}
