import { assertNever } from '../../../base/errors.ts'
import type { Change, EventBody, Path, RecoveryCause } from '../../../events/event.ts'
import { formatClock } from '../../language/values/format-clock.ts'
import { formatSize } from '../../language/values/format-size.ts'
import { plural } from '../../language/values/plural.ts'
import { escapeTerminal } from './escape-terminal.ts'

/** Describes an event in one line that no terminal obeys. `rename` replaces peer ids. */
export function formatEvent(event: EventBody, rename = (text: string) => text): string {
  return escapeTerminal(rename(describe(event)))
}

/** `2 connections closed, 1 reservation lost`, without counts of 0; empty when all are 0. */
export function formatChanges(changes: readonly Change[]): string {
  const real = changes.filter(({ count }) => count > 0)
  const one = (what: string) => what.replace(/^(\w+)ies\b/, '$1y').replace(/^(\w+)s\b/, '$1')
  return real.map(({ what, count }) => `${count} ${count === 1 ? one(what) : what}`).join(', ')
}

/** Changes at the moment of a fault. Many faults have their effect only later, in refused or held traffic. */
export function formatApplied(changes: readonly Change[]): string {
  return formatChanges(changes) || 'no effect so far'
}

/** ` (3 connects refused)`; empty when undoing the fault changed nothing more. */
export function formatUndone(changes: readonly Change[]): string {
  const changed = formatChanges(changes)
  return changed === '' ? '' : ` (${changed})`
}

function formatPath(path: Path): string {
  return path.kind === 'direct' ? 'direct' : `relayed through ${path.relay}`
}

function describe(event: EventBody): string {
  switch (event.kind) {
    case 'run-started':
      return `${event.topology} starts, seed ${event.seed}, ${event.clock} clock, ${event.fabric} fabric`
    case 'run-ended':
      return event.cause === 'finished'
        ? 'the run is over'
        : `the run ${event.cause === 'failed' ? 'failed' : 'ended early'}: ${event.reason}`
    case 'machine-stalled':
      return `the machine stood still for ${formatClock(event.milliseconds)}`
    case 'loopback-ignored':
      return `${event.node} does not count 127.0.0.1 as an address that others can dial: ${event.line}`
    case 'node-starting':
      return event.incarnation > 1 ? `${event.node} starts again` : `${event.node} starts`
    case 'node-ready':
      return `${event.node} is ready${event.addresses.length > 0 ? ` at ${event.addresses.join(', ')}` : ''}`
    case 'node-failed':
      return `${event.node} failed: ${event.reason}`
    case 'node-exited':
      return `${event.node} ended${event.expected ? '' : ' by itself'} (${event.signal ?? `exit code ${event.code}`})`
    case 'node-paused':
      return `${event.node} is paused`
    case 'node-resumed':
      return `${event.node} is resumed`
    case 'addresses':
      return `${event.node} advertises ${event.addresses.join(', ') || 'no address'}`
    case 'connection-opened':
      return `${event.node} ${event.direction === undefined ? 'is connected to' : event.direction === 'inbound' ? 'was dialled by' : 'dialled'} ${event.peer}, ${formatPath(event.path)}${event.unlimited === true ? ' without limits' : ''}${event.address === '' ? '' : ` (${event.address})`}`
    case 'connection-closed':
      return `${event.node} lost a connection to ${event.peer}, ${formatPath(event.path)}`
    case 'reservation-made':
      return `${event.node} ${event.renewal ? 'renewed its' : 'made a'} reservation on ${event.relay}${event.expires === undefined ? '' : `, until ${formatClock(event.expires)}`}`
    case 'reservation-failed':
      return `${event.node} got no reservation on ${event.relay}: ${event.reason}`
    case 'reservation-lost':
      return `${event.node} lost its reservation on ${event.relay}: ${event.reason}`
    case 'recovery-attempt':
      return `${event.node} asks ${event.relay} again, attempt ${event.attempt} after ${formatClock(event.delay)}: ${lossNoticed[event.cause]}`
    case 'relay-reservation':
      return describeReservation(event)
    case 'relay-circuit':
      return `${event.node} ${event.outcome} a circuit from ${event.source} to ${event.destination}${event.status === undefined ? '' : status(event.status)}${event.reason === undefined ? '' : `: ${circuitEnd[event.reason]}`}`
    case 'relay-unobserved':
      return `${event.node} relays with code that topo cannot observe`
    case 'rendezvous-registered':
      return `${event.node} ${event.renewal ? 'renewed its registration' : 'registered'} in ${event.namespace} at ${event.at}, until ${formatClock(event.expires)}`
    case 'rendezvous-discovered':
      return `${event.node} discovered ${event.peer} in ${event.namespace} at ${event.at} (${event.addresses.join(', ') || 'no address'})`
    case 'rendezvous-failed':
      return `${event.node} could not ${event.request} in ${event.namespace} at ${event.at}: ${event.reason}`
    case 'rendezvous-registration':
      return describeRegistration(event)
    case 'rendezvous-unobserved':
      return `${event.node} hides its rendezvous from topo`
    case 'kademlia-peer':
      return `${event.node} ${event.outcome === 'added' ? 'took' : 'removed'} ${event.peer} ${event.outcome === 'added' ? 'into' : 'from'} its routing table (${event.held} held)`
    case 'nat-status':
      return `${event.node} ${natStatus[event.status]}${event.address === '' ? '' : ` at ${event.address}`}`
    case 'note':
      return `${event.node}: ${event.text}`
    case 'port-lease':
      return describeLease(event)
    case 'fault-started':
      return `fault ${event.entry} starts`
    case 'fault-applied':
      return `fault ${event.entry} applied (${formatApplied(event.changes)})`
    case 'fault-reverted':
      return `fault ${event.entry} undone${formatUndone(event.changes)}`
    case 'fault-failed':
      return `fault ${event.entry} failed: ${event.reason}`
    case 'expectation-started':
      return `expectation ${event.entry} starts`
    case 'relay-in-use':
      return describeRelayInUse(event)
    case 'expectation-ended':
      return `expectation ${event.entry} ends (${event.cause})`
    case 'probe':
      return describeProbe(event)
    case 'ping':
      return describePing(event)
    case 'metric':
      return event.outcome === 'untold'
        ? `${event.name} of ${event.node} is unknown: ${event.reason}`
        : `${event.node} has ${event.value === null ? 'no metric' : event.value} ${event.name}`
    case 'resource':
      return event.outcome === 'untold'
        ? `the ${event.of.replace('-', ' ')} of ${event.node} are unknown: ${event.reason}`
        : `${event.node} has ${event.value === null ? 'told of its' : event.value} ${event.of.replace('-', ' ')}`
    case 'identify':
      return describeIdentify(event)
    case 'transfer':
      return describeTransfer(event)
    case 'log-matched':
      return `${event.node} printed: ${event.line}`
    case 'log-missed':
      return `${event.node} printed at ${formatClock(event.printed)} (no match): ${event.line}`
    default:
      return assertNever(event)
  }
}

type RelayInUse = Extract<EventBody, { kind: 'relay-in-use' }>

const natStatus = {
  public: 'learns that others can dial it',
  private: 'learns that others cannot dial it',
  unknown: 'does not know whether others can dial it',
} as const

const lossNoticed = {
  'not-granted': 'it never got a reservation',
  'connection-closed': 'the connection closed',
  'listener-closed': 'the listener closed',
  'address-withdrawn': 'the relayed address is gone',
  'renewal-refused': 'the renewal was refused',
  'renewal-silent': 'the renewal was not answered',
} as const satisfies Record<RecoveryCause, string>
const circuitEnd = {
  duration: 'it reached its time limit',
  bytes: 'it reached its byte limit',
  reservation: 'the reservation ended',
  end: 'one of its ends closed it',
} as const

function describeRelayInUse({ entry, peer, relays, reason }: RelayInUse): string {
  const known = relays.length === 0 ? `none: ${peer} holds no reservation` : relays.join(', ')
  return `relay-of(${peer}) in ${entry}: ${reason === '' ? known : `unknown: ${reason}`}`
}

function describeLease(event: Extract<EventBody, { kind: 'port-lease' }>): string {
  const { node, router, outcome, protocol, external, internal, expires, reason } = event
  const port = `${protocol} port ${external}`
  switch (outcome) {
    case 'granted':
      return `${router} maps its ${port} to ${node} (${internal}) by UPnP, until ${formatClock(expires)}`
    case 'renewed':
      return `${router} goes on mapping its ${port} to ${node}, until ${formatClock(expires)}`
    case 'refused':
      return `${router} refuses to map its ${port} to ${node} (${internal}): ${reason}`
    case 'ended':
      return `${router} maps its ${port} to ${node} no more: ${reason}`
    default:
      return assertNever(outcome)
  }
}

function describeReservation(event: Extract<EventBody, { kind: 'relay-reservation' }>): string {
  const held = event.held === undefined ? '' : ` (${event.held} held)`
  switch (event.outcome) {
    case 'accepted':
    case 'renewed':
    case 'dropped':
      return `${event.node} ${event.outcome} the reservation of ${event.peer}${held}`
    case 'refused':
      return `${event.node} refused a reservation to ${event.peer}${event.status === undefined ? '' : `, ${event.status}`}${event.byFault ? ' by a fault' : ''}${held}`
    case 'disconnected':
      return `the reservation of ${event.peer} on ${event.node} ended with its connection${held}`
    case 'expired':
      return `the reservation of ${event.peer} on ${event.node} expired${held}`
    default:
      return assertNever(event.outcome)
  }
}

function describeRegistration(event: Extract<EventBody, { kind: 'rendezvous-registration' }>): string {
  const { node, peer, namespace, outcome } = event
  const held = `${event.held} held`
  switch (outcome) {
    case 'accepted':
    case 'renewed':
      return `${node} ${outcome} the registration of ${peer} in ${namespace} (${held})`
    case 'refused':
      return `${node} refused to register ${peer} in ${namespace}${status(event.status)} (${held})`
    case 'expired':
      return `the registration of ${peer} in ${namespace} at ${node} expired (${held})`
    case 'unregistered':
      return `${peer} unregistered from ${namespace} at ${node} (${held})`
    default:
      return assertNever(outcome)
  }
}

function describeTransfer(event: Extract<EventBody, { kind: 'transfer' }>): string {
  const how = event.path === null ? '' : `, ${formatPath(event.path)}`
  const what = `${event.from} sends ${formatSize(event.bytes)} to ${event.to}${how}: ${event.outcome}`
  return event.outcome === 'complete'
    ? what
    : `${what} after ${plural(event.arrived, 'byte')}, ${event.reason}`
}

function describeProbe(event: Extract<EventBody, { kind: 'probe' }>): string {
  switch (event.outcome) {
    case 'reached':
      return `${event.from} reached ${event.to}, ${event.paths.map(formatPath).join(' and ')}`
    case 'not-reached':
      return `${event.from} could not reach ${event.to}: ${event.reason}`
    case 'untold':
      return `it is unknown whether ${event.from} reaches ${event.to}: ${event.reason}`
    default:
      return assertNever(event.outcome)
  }
}

function describeIdentify(event: Extract<EventBody, { kind: 'identify' }>): string {
  const { from, to, outcome, protocols, observed, reason } = event
  switch (outcome) {
    case 'told':
      return `${to} has told ${from} that it speaks ${plural(protocols.length, 'protocol')}${observed === '' ? '' : `, and sees it at ${observed}`}`
    case 'nothing':
      return `${to} has told ${from} nothing yet`
    case 'untold':
      return `it is unknown what ${to} told ${from}: ${reason}`
    default:
      return assertNever(outcome)
  }
}

function describePing(event: Extract<EventBody, { kind: 'ping' }>): string {
  switch (event.outcome) {
    case 'answered':
      return `${event.to} answered ${event.from} over the open connection, ${event.paths.map(formatPath).join(' and ')}`
    case 'silent':
      return `${event.to} did not answer ${event.from} over the open connection: ${event.reason}`
    case 'untold':
      return `it is unknown whether ${event.to} answers ${event.from}: ${event.reason}`
    default:
      return assertNever(event.outcome)
  }
}

function status(name: string): string {
  return name === 'OK' ? '' : ` with ${name}`
}
