import { expect, test } from 'vitest'
import { rateLimiters } from '../../../src/nodes/boot-node/token-buckets.ts'

const second = 1000
const minute = 60 * second

const alice = { peer: 'alice', address: '/ip4/5.16.0.10/tcp/4001' }
const bob = { peer: 'bob', address: '/ip4/5.16.0.10/tcp/4002' }
const carol = { peer: 'carol', address: '/ip6/2001:db8::1/tcp/4001' }
const named = { peer: 'named', address: '/dns4/example.org/tcp/4001' }

test('a bucket holds its limit at once, and one token more for each interval', () => {
  const take = rateLimiters([{ per: 'peer', limit: 30, interval: 2 * minute }])
  for (let taken = 0; taken < 30; taken += 1) expect(take(alice, 0)).toBe(true)
  expect(take(alice, 0)).toBe(false)
  expect(take(alice, 2 * minute - 1)).toBe(false)
  expect(take(alice, 2 * minute)).toBe(true)
  expect(take(alice, 2 * minute)).toBe(false)
  expect(take(alice, 8 * minute)).toBe(true)
  expect(take(alice, 8 * minute)).toBe(true)
  expect(take(alice, 8 * minute)).toBe(true)
  expect(take(alice, 8 * minute)).toBe(false)
})

test('a bucket never holds more than its limit', () => {
  const take = rateLimiters([{ per: 'peer', limit: 2, interval: second }])
  for (const now of [0, 0, 100 * second, 100 * second]) expect(take(alice, now)).toBe(true)
  expect(take(alice, 100 * second)).toBe(false)
})

test('the interval starts anew when tokens are added', () => {
  const take = rateLimiters([{ per: 'peer', limit: 2, interval: 10 * second }])
  expect([take(alice, 0), take(alice, 0), take(alice, 0)]).toEqual([true, true, false])
  // Alice gets a token at 19 s, when bob asks, and her next one 10 s after that.
  expect(take(bob, 19 * second)).toBe(true)
  expect(take(alice, 20 * second)).toBe(true)
  expect(take(alice, 20 * second)).toBe(false)
  expect(take(alice, 28 * second)).toBe(false)
  expect(take(alice, 29 * second)).toBe(true)
})

test('each peer or each IP address has a bucket, and no name', () => {
  const perPeer = rateLimiters([{ per: 'peer', limit: 1, interval: second }])
  expect([alice, bob, carol, named, alice].map((one) => perPeer(one, 0))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ])
  const perIp = rateLimiters([{ per: 'ip', limit: 1, interval: second }])
  const asking = [alice, bob, carol, carol, named, named]
  expect(asking.map((one) => perIp(one, 0))).toEqual([true, false, true, false, true, true])
})

test('all limiters must agree, and one that is not asked loses no token', () => {
  const take = rateLimiters([
    { per: 'ip', limit: 1, interval: second },
    { per: 'peer', limit: 1, interval: minute },
  ])
  expect(take(alice, 0)).toBe(true)
  expect(take(bob, 0)).toBe(false)
  expect(take(bob, second)).toBe(true)
  expect(take(alice, 2 * second)).toBe(false)
  expect(rateLimiters([])(alice, 0)).toBe(true)
})
