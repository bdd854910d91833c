import type { Libp2p } from '@libp2p/interface'
import { describe, expect, it } from 'vitest'
import type { NodeEvent } from '../../../src/events/event.ts'
import { mayChangeAddresses, observeHost } from '../../../src/nodes/host/observe-host.ts'

/** A host with a list of addresses, which changes without an event of its own. */
class FakeHost extends EventTarget {
  status = 'started'
  addresses: readonly string[] = ['/ip4/5.6.7.8/tcp/1']
  getMultiaddrs = () => this.addresses
  getConnections = () => []
}

function watched() {
  const host = new FakeHost()
  const events: NodeEvent[] = []
  const look = observeHost(host as unknown as Libp2p, (event) => events.push(event))
  return { host, events, look }
}

const lastOf = (events: readonly NodeEvent[]) => events.at(-1)

describe('the addresses of a host', () => {
  it.each(['connection:close', 'transport:listening', 'transport:close', 'self:peer:update'])(
    'are looked at after %s',
    async (name) => {
      const { host, events } = watched()
      host.addresses = []
      host.dispatchEvent(new CustomEvent(name, { detail: { id: 'x' } }))
      await Promise.resolve()
      expect(events).toEqual([])
      host.addresses = ['/ip4/9.9.9.9/tcp/1']
      host.dispatchEvent(new CustomEvent(name, { detail: { id: 'x' } }))
      await Promise.resolve()
      expect(lastOf(events)).toEqual({ kind: 'addresses', addresses: ['/ip4/9.9.9.9/tcp/1'] })
    },
  )

  it('are looked at after the work that a caller names, once for several calls', async () => {
    const { host, events, look } = watched()
    look()
    look()
    host.addresses = ['/ip4/9.9.9.9/tcp/1']
    await Promise.resolve()
    expect(events).toEqual([{ kind: 'addresses', addresses: ['/ip4/9.9.9.9/tcp/1'] }])
  })

  it('are not looked at before the host has started', async () => {
    const { host, events, look } = watched()
    host.status = 'starting'
    look()
    await Promise.resolve()
    expect(events).toEqual([])
  })

  it.each<[NodeEvent['kind'], boolean]>([
    ['reservation-made', true],
    ['reservation-lost', true],
    ['reservation-failed', true],
    ['nat-status', true],
    ['addresses', false],
    ['note', false],
  ])('may change with %s: %s', (kind, expected) => {
    expect(mayChangeAddresses({ kind } as NodeEvent)).toBe(expected)
  })
})
