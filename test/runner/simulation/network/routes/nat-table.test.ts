import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../../../src/base/random.ts'
import type { SegmentKind } from '../../../../../src/runner/simulation/network/kernel/segment.ts'
import {
  type NatBehaviour,
  natPresets,
} from '../../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import { type NatSession, NatTable } from '../../../../../src/runner/simulation/network/routes/nat-table.ts'

const inside = { address: '10.0.0.2', port: 40_000 }
const other = { address: '10.0.0.3', port: 40_000 }
const remote = { address: '5.5.5.5', port: 4001 }
const samePeer = { address: '5.5.5.5', port: 4002 }
const stranger = { address: '6.6.6.6', port: 4001 }
const [base] = natPresets['full-cone']
const minute = 60_000

function table(behaviour: Partial<NatBehaviour> = {}): NatTable {
  return new NatTable('9.9.9.9', { ...base, ...behaviour }, createRandom(1, 'nat'))
}

function portOf(nat: NatTable, from = inside, to = remote, now = 0): number | undefined {
  return nat.outbound(from, to, 'syn', now)?.mapping.external.port
}

/** A packet that comes to an external port. */
function enter(
  nat: NatTable,
  port: number,
  from: typeof remote,
  kind: SegmentKind,
  now: number,
): NatSession | null {
  const session = nat.inbound(port, from, now)
  if (session !== null) nat.touch(session, kind, now)
  return session
}

describe('mapping (RFC 4787 section 4.1, RFC 5382 REQ-1)', () => {
  it.each([
    ['endpoint-independent', true, true],
    ['address-dependent', true, false],
    ['address-and-port-dependent', false, false],
  ] as const)(
    '%s: another port of a peer shares the mapping: %s, another peer: %s',
    (mapping, peer, anybody) => {
      const nat = table({ mapping, ports: 'sequential' })
      const first = portOf(nat)
      expect(portOf(nat, inside, remote)).toBe(first)
      expect(portOf(nat, inside, samePeer) === first).toBe(peer)
      expect(portOf(nat, inside, stranger) === first).toBe(anybody)
    },
  )
})

describe('filtering (RFC 4787 REQ-8, RFC 5382 REQ-3)', () => {
  it.each([
    ['endpoint-independent', true, true],
    ['address-dependent', true, false],
    ['address-and-port-dependent', false, false],
  ] as const)('%s: another port of a peer may enter: %s, a stranger: %s', (filtering, peer, anybody) => {
    const nat = table({ filtering })
    const port = portOf(nat) ?? 0
    const enters = (from: typeof remote) => enter(nat, port, from, 'syn', 1) !== null
    // Strangers first: who has entered is a peer from then on.
    expect([enters(stranger), enters(samePeer), enters(remote)]).toEqual([anybody, peer, true])
    expect(enter(nat, port + 1, remote, 'syn', 1)).toBeNull()
  })
})

describe('ports', () => {
  it.each(['preserve', 'sequential', 'random'] as const)(
    'are never overloaded with %s (RFC 4787 REQ-3, RFC 5382 REQ-7)',
    (ports) => {
      const nat = table({ ports, mapping: 'address-and-port-dependent' })
      const given = Array.from({ length: 500 }, (_, at) =>
        portOf(nat, inside, { address: '5.5.5.5', port: at + 1 }),
      )
      expect(new Set(given).size).toBe(500)
      expect(given).not.toContain(undefined)
    },
  )

  it.each(['preserve', 'sequential', 'random'] as const)(
    'stay in their range with %s (RFC 4787 REQ-3a and REQ-3b)',
    (ports) => {
      const nat = table({ ports })
      for (let host = 2; host < 100; host += 1) {
        const address = `10.0.0.${host}`
        expect(portOf(nat, { address, port: 80 })).toBeLessThan(1024)
        expect(portOf(nat, { address, port: 1024 })).toBeGreaterThan(1023)
      }
    },
  )

  it('are preserved when free, and only then', () => {
    const nat = table({ ports: 'preserve' })
    expect(portOf(nat)).toBe(40_000)
    expect(portOf(nat, other)).not.toBe(40_000)
  })

  it('count up when sequential', () => {
    const nat = table({ ports: 'sequential' })
    const first = portOf(nat) ?? 0
    expect(portOf(nat, other)).toBe(first + 1)
  })

  it('run out, and come back when their mappings have expired', () => {
    const nat = table()
    for (let at = 0; at < 1023; at += 1) portOf(nat, { address: `10.0.${at >> 8}.${at & 255}`, port: 1 })
    const late = { address: '10.1.1.1', port: 1 }
    expect(portOf(nat, late)).toBeUndefined()
    expect(portOf(nat, late, remote, 4 * minute)).toBe(1)
  })
})

describe('timeouts (RFC 5382 REQ-5, RFC 4787 REQ-6)', () => {
  it.each([
    ['a SYN alone', ['syn'], 4],
    ['a connection that is made', ['syn', 'ack'], 124],
    ['a connection with data', ['syn', 'ack', 'data'], 124],
    ['a connection that is ending', ['syn', 'ack', 'fin'], 4],
    ['a connection that is ending and still acknowledges', ['syn', 'ack', 'fin', 'ack'], 4],
    ['a connection that was reset', ['syn', 'ack', 'rst'], 4],
  ] as const)('%s keeps its mapping for %s: %i minutes', (_, kinds, minutes) => {
    const nat = table()
    for (const kind of kinds) nat.outbound(inside, remote, kind, 0)
    expect(nat.mappings(minutes * minute - 1)).toHaveLength(1)
    expect(nat.mappings(minutes * minute)).toHaveLength(0)
    expect(enter(nat, 40_000, remote, 'data', minutes * minute)).toBeNull()
  })

  it.each(['out', 'in'] as const)('start anew with a packet on its way %s', (way) => {
    const nat = table()
    nat.outbound(inside, remote, 'syn', 0)
    nat.outbound(inside, remote, 'ack', 0)
    if (way === 'out') nat.outbound(inside, remote, 'data', 100 * minute)
    else enter(nat, 40_000, remote, 'data', 100 * minute)
    expect(nat.mappings(223 * minute)).toHaveLength(1)
    expect(nat.mappings(224 * minute)).toHaveLength(0)
  })

  it('do not start anew with a packet that was only expected', () => {
    const nat = table()
    nat.outbound(inside, remote, 'syn', 0)
    for (const from of [remote, stranger]) nat.inbound(40_000, from, 3 * minute)
    expect(nat.mappings(4 * minute)).toHaveLength(0)
  })

  it('do not start anew with a packet that is refused', () => {
    const nat = table({ filtering: 'address-and-port-dependent' })
    nat.outbound(inside, remote, 'syn', 0)
    enter(nat, 40_000, stranger, 'syn', 3 * minute)
    expect(nat.mappings(4 * minute)).toHaveLength(0)
  })
})

describe('losing mappings', () => {
  it('counts them, and gives the middle of a connection another port', () => {
    const nat = table()
    nat.outbound(inside, remote, 'syn', 0)
    nat.outbound(other, remote, 'syn', 0)
    expect(nat.flush(1)).toBe(2)
    expect(nat.flush(1)).toBe(0)
    expect(enter(nat, 40_000, remote, 'data', 1)).toBeNull()
    expect(nat.outbound(inside, remote, 'data', 1)?.mapping.external.port).not.toBe(40_000)
    expect(portOf(nat, other)).toBe(40_000)
  })

  it('does not touch static port mappings, which let everybody in at any time', () => {
    const nat = table({ filtering: 'address-and-port-dependent', mapping: 'address-and-port-dependent' })
    nat.forward({ external: 4001, internal: { address: '10.0.0.2', port: 5001 } })
    expect(nat.flush(1)).toBe(0)
    expect(enter(nat, 4001, stranger, 'syn', 1000 * minute)?.mapping.internal).toEqual({
      address: '10.0.0.2',
      port: 5001,
    })
    expect(portOf(nat, { address: '10.0.0.2', port: 5001 }, stranger)).toBe(4001)
  })
})

describe('static port mappings', () => {
  const service = { address: inside.address, port: 4001 }
  /** A stranger opens a connection to the port, and an inside host answers. */
  const open = (nat: NatTable, external: number) => {
    enter(nat, external, stranger, 'syn', 0)
    return nat.outbound(service, stranger, 'data', 0)?.mapping.external.port
  }

  it('that are removed let nobody new in, and keep their open connections', () => {
    const nat = table({ ports: 'sequential' })
    nat.forward({ external: 4001, internal: service })
    expect(open(nat, 4001)).toBe(4001)
    nat.unforward(4001)
    expect(nat.forwardOf(4001)).toBeNull()
    expect(enter(nat, 4001, remote, 'syn', 1)).toBeNull()
    expect(enter(nat, 4001, stranger, 'data', 1)).not.toBeNull()
    expect(nat.outbound(service, stranger, 'data', 1)?.mapping.external.port).toBe(4001)
    expect(nat.outbound(service, remote, 'syn', 1)?.mapping.external.port).not.toBe(4001)
    expect(nat.flush(2)).toBe(2)
    expect(enter(nat, 4001, stranger, 'data', 2)).toBeNull()
  })

  it('come back as they were, or lead elsewhere and end what used the port', () => {
    const nat = table()
    nat.forward({ external: 4001, internal: service })
    open(nat, 4001)
    nat.unforward(4001)
    nat.forward({ external: 4001, internal: service })
    expect(enter(nat, 4001, stranger, 'data', 1)?.state).toBe('established')
    nat.unforward(4001)
    nat.forward({ external: 4001, internal: other })
    expect(enter(nat, 4001, stranger, 'syn', 2)?.mapping.internal).toEqual(other)
    expect(nat.outbound(service, stranger, 'data', 2)?.mapping.external.port).not.toBe(4001)
    expect(nat.forwardsTo([inside.address])).toEqual([])
  })

  it('to one endpoint answer each by the port that was asked', () => {
    const nat = table()
    nat.forward({ external: 4001, internal: service })
    nat.forward({ external: 4002, internal: service })
    expect(open(nat, 4001)).toBe(4001)
  })
})

describe('the presets', () => {
  it.each(
    Object.entries(natPresets).flatMap(([name, layers]) =>
      layers.map((layer, at) => [name, at, layer] as const),
    ),
  )(
    '%s, box %i, keeps the times of RFC 5382 REQ-5 and does not answer refused packets (REQ-4a)',
    (_, __, layer: NatBehaviour) => {
      expect(layer.establishedTimeout).toBeGreaterThanOrEqual(124 * minute)
      expect(layer.transitoryTimeout).toBeGreaterThanOrEqual(4 * minute)
      expect(layer.refusal).toBe('drop')
    },
  )

  it('are as RFC 4787 and RFC 3489 name them', () => {
    const table = Object.entries(natPresets).map(([name, layers]) => [
      name,
      ...layers.map(({ mapping, filtering }: NatBehaviour) => `${mapping} / ${filtering}`),
    ])
    expect(table).toEqual([
      ['none'],
      ['full-cone', 'endpoint-independent / endpoint-independent'],
      ['restricted-cone', 'endpoint-independent / address-dependent'],
      ['port-restricted-cone', 'endpoint-independent / address-and-port-dependent'],
      ['symmetric', 'address-and-port-dependent / address-and-port-dependent'],
      [
        'cgnat',
        'endpoint-independent / address-and-port-dependent',
        'endpoint-independent / address-and-port-dependent',
      ],
    ])
  })
})
