/** The actions of the service WANIPConnection:2 (UPnP Forum, 2010). */
import type { HttpResponse } from './http-requests.ts'
import type { PortLease, PortLeases, Protocol } from './port-leases.ts'
import { type Action, actionIn, failure, success } from './soap.ts'

interface ControlContext {
  readonly leases: PortLeases
  /** Address of the machine that asks. */
  readonly client: string
  /** The external address that the gateway tells. */
  readonly external: string
  readonly now: number
}

type Perform = (action: Action, context: ControlContext) => HttpResponse

/** A lease of 0 seconds means the longest one: a week. */
const longestLease = 604_800
const lastPort = 65_535

const actions: Readonly<Record<string, Perform>> = {
  GetExternalIPAddress: (action, { external }) => success(action, { NewExternalIPAddress: external }),
  GetStatusInfo: (action) =>
    success(action, { NewConnectionStatus: 'Connected', NewLastConnectionError: 'ERROR_NONE', NewUptime: 1 }),
  AddPortMapping: (action, context) => {
    const wanted = leaseIn(action, context)
    if ('status' in wanted) return wanted
    if (isTaken(wanted, context)) return failure(718, 'ConflictInMappingEntry')
    context.leases.add(wanted)
    return success(action, {})
  },
  AddAnyPortMapping: (action, context) => {
    const wanted = leaseIn(action, context)
    if ('status' in wanted) return wanted
    for (let tries = 0; tries < lastPort; tries += 1) {
      const external = ((wanted.external - 1 + tries) % lastPort) + 1
      const lease = { ...wanted, external }
      if (isTaken(lease, context)) continue
      context.leases.add(lease)
      return success(action, { NewReservedPort: external })
    }
    return failure(728, 'NoPortMapsAvailable')
  },
  DeletePortMapping: (action, { leases, client }) => {
    const external = numberIn(action, 'NewExternalPort')
    // Routers take a missing protocol for TCP.
    const protocol = protocolIn(action) ?? 'TCP'
    const found = leases.all().find((lease) => lease.external === external && lease.protocol === protocol)
    if (found === undefined) return failure(714, 'NoSuchEntryInArray')
    if (found.internal.address !== client) return failure(606, 'Action not authorized')
    leases.remove(found, 'the node ended it')
    return success(action, {})
  },
  GetSpecificPortMappingEntry: (action, { leases, now }) => {
    const external = numberIn(action, 'NewExternalPort')
    const protocol = protocolIn(action)
    const found = leases.all().find((lease) => lease.external === external && lease.protocol === protocol)
    return found === undefined ? failure(714, 'NoSuchEntryInArray') : success(action, entryOf(found, now))
  },
  GetGenericPortMappingEntry: (action, { leases, now }) => {
    const found = leases.all()[numberIn(action, 'NewPortMappingIndex') ?? -1]
    if (found === undefined) return failure(713, 'SpecifiedArrayIndexInvalid')
    const { external, protocol } = found
    return success(action, {
      NewRemoteHost: '',
      NewExternalPort: external,
      NewProtocol: protocol,
      ...entryOf(found, now),
    })
  },
}

/** Performs the action of a request's body. */
export function control(body: string, context: ControlContext): HttpResponse {
  const action = actionIn(body)
  const perform = action === null ? undefined : actions[action.name]
  if (action === null || perform === undefined) return failure(401, 'Invalid Action')
  const response = perform(action, context)
  if (response.error !== undefined && action.name.startsWith('Add'))
    tellRefusal(action, response.error, context)
  return response
}

function tellRefusal(action: Action, reason: string, { leases, client }: ControlContext): void {
  const [external, port] = [numberIn(action, 'NewExternalPort'), numberIn(action, 'NewInternalPort')]
  const lease = {
    protocol: protocolIn(action) ?? 'TCP',
    external: external ?? 0,
    internal: { address: client, port: port ?? 0 },
    expires: 0,
  } as const
  leases.tell(lease, 'refused', reason)
}

/** Reads the lease that is asked for; a response: it cannot be. */
function leaseIn(action: Action, { leases, client, now }: ControlContext): PortLease | HttpResponse {
  const external = numberIn(action, 'NewExternalPort')
  const port = numberIn(action, 'NewInternalPort')
  const protocol = protocolIn(action)
  const seconds = numberIn(action, 'NewLeaseDuration')
  const address = action.arguments.get('NewInternalClient') ?? ''
  if (external === 0) return failure(716, 'WildCardNotPermittedInExtPort')
  const isWrong = external === null || port === null || port === 0 || protocol === null || seconds === null
  if (isWrong || !leases.hasInside(address)) return failure(402, 'Invalid Args')
  // A machine maps ports for itself only.
  if (address !== client) return failure(606, 'Action not authorized')
  const lasts = seconds === 0 ? longestLease : Math.min(seconds, longestLease)
  return {
    protocol,
    external,
    internal: { address, port },
    description: action.arguments.get('NewPortMappingDescription') ?? '',
    expires: now + lasts * 1000,
  }
}

function isTaken({ protocol, external, internal }: PortLease, { leases }: ControlContext): boolean {
  const target = leases.targetOf(protocol, external)
  return target !== null && (target.address !== internal.address || target.port !== internal.port)
}

function entryOf({ internal, description, expires }: PortLease, now: number) {
  return {
    NewInternalPort: internal.port,
    NewInternalClient: internal.address,
    NewEnabled: 1,
    NewPortMappingDescription: description,
    NewLeaseDuration: Math.ceil((expires - now) / 1000),
  }
}

function protocolIn(action: Action): Protocol | null {
  const text = action.arguments.get('NewProtocol')?.toUpperCase()
  return text === 'TCP' || text === 'UDP' ? text : null
}

function numberIn(action: Action, name: string): number | null {
  const text = action.arguments.get(name) ?? ''
  const value = Number(text)
  return /^\d+$/.test(text) && value <= (name === 'NewLeaseDuration' ? 2 ** 32 : lastPort) ? value : null
}
