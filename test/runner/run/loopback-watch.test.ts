import { expect, it } from 'vitest'
import { loopbackWatch } from '../../../src/runner/run/loopback-watch.ts'

function told(...lines: readonly string[]): readonly string[] {
  const found: string[] = []
  const watch = loopbackWatch((line) => found.push(line))
  for (const line of lines) watch(line)
  return found
}

it.each([
  'reservation lost: Err(Custom { kind: Other, error: Reservation(NoAddressesInReservation) })',
  'DEBUG Ignoring observed address /ip4/127.0.0.1/tcp/4001: not a global address',
  'skipping loopback address /ip4/127.0.0.1/tcp/4001',
  'address /ip4/127.0.0.1/tcp/4001 is not globally reachable, ignoring it',
  'Ignoring observed address /ip4/127.0.0.1/tcp/4001',
  'ignoring /ip4/127.0.0.1/tcp/4001: loopback',
  'rejected external address /ip4/127.0.0.1/tcp/4001',
  'non-global addresses of the peer were discarded',
])('%s is told', (line) => {
  expect(told(line)).toEqual([line])
})

it.each([
  'listening on /ip4/127.0.0.1/tcp/4001',
  'ignoring identify push of 12D3KooWGC6',
  'connection to /ip4/127.0.0.1/tcp/4001 closed, ignored 3 bytes',
  'skipping TLS verification for localhost',
  'ignoring duplicate address /ip4/127.0.0.1/tcp/4001',
  'ignoring observed address /ip4/127.0.0.1/tcp/4001: already known',
  'skipping already listening address /ip4/127.0.0.1/tcp/4001',
  'rejected handshake: remote key is not public',
  'rejected handshake of /ip4/127.0.0.1/tcp/4001: remote key is not public',
  'skipping peer at /ip4/127.0.0.1/tcp/4001: not reachable',
  'ignoring empty config; admin API on loopback only',
  'INFO metrics on localhost:9090, rejecting remote scrapes',
  'loopback addresses are not rejected',
  'ignore loopback addresses: false',
])('%s is no sign', (line) => {
  expect(told(line)).toEqual([])
})

it('the first sign alone is told', () => {
  expect(told(' NoAddressesInReservation 1 ', 'NoAddressesInReservation 2')).toEqual([
    'NoAddressesInReservation 1',
  ])
})
