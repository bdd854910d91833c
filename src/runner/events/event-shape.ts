/**
 * Checks that what was read from a file is an event. A stored log may have been edited, cut or made up; past this
 * point every event has the fields that its type promises.
 */
import type { EventBody, EventKind, TopoEvent } from './event.ts'
import type { RawEvent } from './migrations.ts'

type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string'
const number: Check = (value) => typeof value === 'number'
const flag: Check = (value) => typeof value === 'boolean'
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((word) => word === value)
const record =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(fields).every(([key, check]) => check(value[key]))

const path: Check = (value) =>
  record({ kind: oneOf('direct') })(value) || record({ kind: oneOf('relayed'), relay: text })(value)
const changes = listOf(record({ what: text, count: number }))

/** The fields of each kind; the type makes an omission a compile error. */
const fields: {
  readonly [K in EventKind]: Readonly<Record<Exclude<keyof Extract<EventBody, { kind: K }>, 'kind'>, Check>>
} = {
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
  addresses: { node: text, addresses: listOf(text) },
  'connection-opened': {
    node: text,
    connection: text,
    peer: text,
    direction: oneOf('inbound', 'outbound'),
    path,
    address: text,
  },
  'connection-closed': { node: text, connection: text, peer: text, path },
  'reservation-made': { node: text, relay: text, renewal: flag, expires: number },
  'reservation-failed': { node: text, relay: text, reason: text },
  'reservation-lost': { node: text, relay: text, reason: text },
  'recovery-attempt': {
    node: text,
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
    node: text,
    peer: text,
    outcome: oneOf('accepted', 'renewed', 'refused', 'expired', 'disconnected', 'dropped'),
    status: text,
    byFault: flag,
    held: number,
  },
  'relay-circuit': {
    node: text,
    source: text,
    destination: text,
    outcome: oneOf('opened', 'refused', 'closed'),
    status: text,
    reason: orAbsent(oneOf('duration', 'bytes', 'reservation', 'end')),
  },
  'rendezvous-registered': { node: text, at: text, namespace: text, renewal: flag, expires: number },
  'rendezvous-discovered': {
    node: text,
    at: text,
    namespace: text,
    peer: text,
    addresses: listOf(text),
    expires: number,
  },
  'rendezvous-failed': {
    node: text,
    at: text,
    namespace: text,
    request: oneOf('register', 'discover'),
    reason: text,
  },
  'rendezvous-registration': {
    node: text,
    peer: text,
    namespace: text,
    outcome: oneOf('accepted', 'renewed', 'refused', 'expired', 'unregistered'),
    status: text,
    ttl: number,
    held: number,
  },
  'nat-status': { node: text, status: oneOf('public', 'private', 'unknown'), address: text },
  note: { node: text, text },
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

const byKind: ReadonlyMap<string, Readonly<Record<string, Check>>> = new Map(Object.entries(fields))

/** The event, or a sentence that says what is wrong with it. */
export function asEvent(raw: RawEvent): TopoEvent | string {
  const { kind } = raw
  const checks = typeof kind === 'string' ? byKind.get(kind) : undefined
  if (checks === undefined) return `its kind is ${JSON.stringify(kind)}, which no event has`
  const envelope = { n: number, t: number, wall: isRecord }
  const wrong = Object.entries({ ...envelope, ...checks }).find(([key, check]) => !check(raw[key]))
  if (wrong !== undefined)
    return `its field "${wrong[0]}" is ${raw[wrong[0]] === undefined ? 'missing' : 'wrong'}`
  return raw as unknown as TopoEvent
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
