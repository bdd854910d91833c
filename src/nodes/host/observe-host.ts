/** Reports the connections of a libp2p host and the addresses that it advertises. */
import type { Connection, Libp2p } from '@libp2p/interface'
import { relayIn } from '../../base/multiaddr-text.ts'
import type { NodeEvent, Path } from '../../events/event.ts'
import { rememberObserved } from './identify-results.ts'
import type { Observe } from './observe.ts'

/** Returns a function that looks at the addresses soon: to be called after events of {@link mayChangeAddresses}. */
export function observeHost(host: Libp2p, observe: Observe): () => void {
  rememberObserved(host)
  const names = new Map<string, string>()
  let opened = 0
  const tellOpen = (detail: Connection) => {
    opened += 1
    names.set(detail.id, `c${opened}`)
    observe({
      kind: 'connection-opened',
      connection: `c${opened}`,
      peer: detail.remotePeer.toString(),
      direction: detail.direction,
      path: pathOf(detail),
      address: detail.remoteAddr.toString(),
      ...(isUnlimited(detail) && { unlimited: true }),
    })
  }
  // A host that other code started may have connections already.
  for (const connection of host.getConnections()) tellOpen(connection)
  host.addEventListener('connection:open', ({ detail }) => tellOpen(detail))
  host.addEventListener('connection:close', ({ detail }) => {
    const connection = names.get(detail.id)
    if (connection === undefined) return
    names.delete(detail.id)
    observe({
      kind: 'connection-closed',
      connection,
      peer: detail.remotePeer.toString(),
      path: pathOf(detail),
    })
  })

  let advertised = ''
  const tellAddresses = () => {
    const addresses = addressesOf(host)
    if (addresses.join() === advertised) return
    advertised = addresses.join()
    observe({ kind: 'addresses', addresses })
  }
  host.addEventListener('self:peer:update', tellAddresses)
  // libp2p debounces that event by a second. Its own list changes at once, after the event that changes it.
  let isDue = false
  const look = () => {
    if (isDue || host.status !== 'started') return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      tellAddresses()
    })
  }
  for (const event of ['connection:close', 'transport:listening', 'transport:close'] as const) {
    host.addEventListener(event, look)
  }
  return look
}

/** Returns whether the addresses of the host may be others after this event. */
export function mayChangeAddresses(event: NodeEvent): boolean {
  return (
    event.kind === 'reservation-made' ||
    event.kind === 'reservation-lost' ||
    event.kind === 'reservation-failed' ||
    event.kind === 'nat-status'
  )
}

export function addressesOf(host: Libp2p): readonly string[] {
  return host.getMultiaddrs().map(String)
}

/** Returns true for a relayed connection without limits. libp2p 1 calls limited connections transient. */
function isUnlimited(connection: Connection): boolean {
  const { transient = false } = connection as { readonly transient?: boolean }
  return pathOf(connection).kind === 'relayed' && connection.limits === undefined && !transient
}

/** Returns the path of a connection, from its remote address; the relay is a peer id. */
export function pathOf(connection: Connection): Path {
  const relay = relayIn(connection.remoteAddr.toString())
  return relay === undefined ? { kind: 'direct' } : { kind: 'relayed', relay }
}
