import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { profiles } from '../../../src/protocol/profiles.ts'
import type { Production } from '../../../src/runner/contract/production.ts'
import { readProduction } from '../../../src/runner/contract/read-production.ts'
import { renderDiagnostics } from '../../../src/runner/language/diagnostics/render.ts'

const folder = path.join(import.meta.dirname, '../../fixtures/production')

function read(text: string): Production {
  const result = readProduction({ file: 'production.yaml', text })
  if (!result.ok) throw new Error(renderDiagnostics([result.file], { color: false }))
  return result.production
}

function wrong(text: string): string {
  const result = readProduction({ file: 'production.yaml', text })
  return result.ok ? '' : renderDiagnostics([result.file], { color: false })
}

describe('the configuration of production', () => {
  it('is read from fields of rust-libp2p, as TOML has them', () => {
    const { profile, said } = read(readFileSync(path.join(folder, 'rust.toml'), 'utf8'))
    expect(profile).toBe('calimero-boot-node')
    expect(said).toEqual({
      ...profiles['calimero-boot-node'].relay,
      maxReservations: 4096,
      maxCircuitsPerPeer: null,
      circuitSrcRateLimiters: [{ per: 'peer', limit: 30, interval: 120_000 }],
    })
  })

  it.each([
    ['relay: { maxReservations: 7 }', { maxReservations: 7 }],
    ['maxReservations: 7', { maxReservations: 7 }],
    ['max_reservations: 7', { maxReservations: 7 }],
    ['relay: { max_circuits: unlimited }', { maxCircuits: null }],
    ['reservation_duration: 3600', { reservationDuration: 3_600_000 }],
    ['reservation_duration: 3600s', { reservationDuration: 3_600_000 }],
    ['reservation_duration: 1h', { reservationDuration: 3_600_000 }],
    ['reservation_duration: 1.5s', { reservationDuration: 1500 }],
    ['reservation_duration: { secs: 3600, nanos: 500000000 }', { reservationDuration: 3_600_500 }],
    ['maxCircuitBytes: 1GiB', { maxCircuitBytes: 2 ** 30 }],
    ['max_circuit_bytes: 131072', { maxCircuitBytes: 2 ** 17 }],
    ['reservation_rate_limiters: none', { reservationRateLimiters: [] }],
    ['autonat: [v2, v1]', { autonat: ['v1', 'v2'] }],
    ['rendezvous: false', { rendezvous: null }],
    ['kad: { protocol: /x/kad/1.0.0 }', { kad: '/x/kad/1.0.0' }],
  ])('%s is understood', (text, said) => {
    expect(read(text)).toEqual({ source: 'production.yaml', profile: null, said })
  })

  it('is diagnosed with the place and the nearest name, in the spelling of the author', async () => {
    const text = readFileSync(path.join(folder, 'wrong.yaml'), 'utf8')
    await expect(wrong(text)).toMatchFileSnapshot('../../golden/contract/wrong.txt')
  })

  it('has its places in text that looks like TOML, too', () => {
    expect(wrong('[relay]\nmax_reservations = 5\nmax_circuit = 7\n')).toContain('production.yaml:3:1')
  })

  it.each([
    ['', 'holds no production configuration'],
    ['- a', 'a production configuration is a mapping'],
    ['relay: 5', 'expected a mapping'],
    ['reservation_duration: 5 min', 'no duration'],
    ['reservation_duration: { secs: x }', 'reservation_duration'],
  ])('%j is refused', (text, message) => {
    expect(wrong(text)).toContain(message)
  })
})
