import { describe, expect, test } from 'vitest'
import { mostPerAnswer, mostPerPeer, Registrations } from '../../../src/nodes/rendezvous/registrations.ts'
import { defaultLimits } from '../../../src/protocol/rendezvous-config.ts'

const hour = 3_600_000
const record = new Uint8Array([1, 2, 3])

function create(instance = 1): Registrations {
  return new Registrations(defaultLimits, new Uint8Array(8).fill(instance))
}

function register(
  registrations: Registrations,
  { peer = 'alice', namespace = 'chat', ttl = undefined as number | undefined, now = 0 } = {},
) {
  return registrations.register({ peer, namespace, record, ttl }, now)
}

function peersIn(
  registrations: Registrations,
  namespace: string | undefined,
  cookie?: Uint8Array,
  limit?: number,
) {
  const result = registrations.discover({ namespace, limit, cookie }, 0)
  if (result.status !== 'OK') throw new Error(result.reason)
  return { peers: result.registrations.map(({ peer }) => peer), cookie: result.cookie }
}

describe('a registration', () => {
  test.each([
    {
      title: 'lasts two hours unless it says otherwise',
      ttl: undefined,
      answer: { status: 'OK', ttl: 2 * hour },
    },
    { title: 'lasts as long as it asks for', ttl: 72 * hour, answer: { status: 'OK', ttl: 72 * hour } },
    {
      title: 'may not ask for more than 72 hours',
      ttl: 72 * hour + 1000,
      answer: { status: 'E_INVALID_TTL' },
    },
    {
      title: 'may not ask for less than two hours',
      ttl: 2 * hour - 1000,
      answer: { status: 'E_INVALID_TTL' },
    },
  ])('$title', ({ ttl, answer }) => {
    expect(register(create(), { ttl })).toMatchObject(answer)
  })

  test.each([
    { title: 'of 255 bytes is admissible', namespace: 'n'.repeat(255), status: 'OK' },
    { title: 'of 256 bytes is not', namespace: 'n'.repeat(256), status: 'E_INVALID_NAMESPACE' },
    { title: 'is measured in bytes, not letters', namespace: 'ä'.repeat(128), status: 'E_INVALID_NAMESPACE' },
    { title: 'that is missing is not', namespace: '', status: 'E_INVALID_NAMESPACE' },
  ])('in a namespace $title', ({ namespace, status }) => {
    expect(register(create(), { namespace })).toMatchObject({ status })
  })

  test('ends at its time and not before', () => {
    const registrations = create()
    register(registrations)
    expect(registrations.nextExpiry).toBe(2 * hour)
    expect(registrations.expire(2 * hour - 1)).toEqual([])
    expect(registrations.expire(2 * hour)).toMatchObject([{ peer: 'alice', namespace: 'chat' }])
    expect(registrations).toMatchObject({ size: 0, nextExpiry: null })
  })

  test('that is refreshed has the TTL of the new message', () => {
    const registrations = create()
    register(registrations, { ttl: 70 * hour })
    expect(register(registrations, { ttl: 3 * hour, now: hour })).toMatchObject({ isRenewal: true })
    expect(registrations).toMatchObject({ size: 1, nextExpiry: 4 * hour })
  })

  test('that is over is not handed out, even before it is removed', () => {
    const registrations = create()
    register(registrations)
    const request = { namespace: 'chat', limit: undefined, cookie: undefined }
    expect(registrations.discover(request, 2 * hour)).toMatchObject({ registrations: [] })
  })

  test('can be removed, and removing a missing one does nothing', () => {
    const registrations = create()
    register(registrations)
    expect(registrations.unregister('alice', 'other')).toBeNull()
    expect(registrations.unregister('alice', 'chat')).toMatchObject({ peer: 'alice' })
    expect(registrations.unregister('alice', 'chat')).toBeNull()
    expect(registrations.size).toBe(0)
  })

  test(`is refused to a peer that has ${mostPerPeer}, unless it refreshes one of them`, () => {
    const registrations = create()
    for (let index = 0; index < mostPerPeer; index += 1) register(registrations, { namespace: `n${index}` })
    expect(register(registrations, { namespace: 'more' })).toMatchObject({ status: 'E_NOT_AUTHORIZED' })
    expect(register(registrations, { namespace: 'n7' })).toMatchObject({ status: 'OK' })
    expect(register(registrations, { peer: 'bob' })).toMatchObject({ status: 'OK' })
    registrations.unregister('alice', 'n7')
    expect(register(registrations, { namespace: 'more' })).toMatchObject({ status: 'OK' })
  })
})

describe('discovery', () => {
  test('gives those of the namespace, or of all namespaces', () => {
    const registrations = create()
    register(registrations, { peer: 'alice' })
    register(registrations, { peer: 'bob' })
    register(registrations, { peer: 'carol', namespace: 'another' })
    expect(peersIn(registrations, 'chat').peers).toEqual(['alice', 'bob'])
    expect(peersIn(registrations, undefined).peers).toEqual(['alice', 'bob', 'carol'])
    expect(peersIn(registrations, 'nobody').peers).toEqual([])
  })

  test('with a cookie gives only registrations that are newer than the cookie', () => {
    const registrations = create()
    register(registrations, { peer: 'alice' })
    const first = peersIn(registrations, 'chat')
    register(registrations, { peer: 'eve' })
    const second = peersIn(registrations, 'chat', first.cookie)
    expect(second.peers).toEqual(['eve'])
    expect(peersIn(registrations, 'chat', second.cookie).peers).toEqual([])
    expect(peersIn(registrations, 'chat', first.cookie).peers).toEqual(['eve'])
  })

  test('with a cookie gives renewed registrations, since their addresses may differ', () => {
    const registrations = create()
    register(registrations)
    const { cookie } = peersIn(registrations, 'chat')
    register(registrations)
    expect(peersIn(registrations, 'chat', cookie).peers).toEqual(['alice'])
  })

  test('goes on page by page with a limit', () => {
    const registrations = create()
    const names = ['a', 'b', 'c', 'd', 'e']
    for (const peer of names) register(registrations, { peer })
    const pages: string[][] = []
    let cookie: Uint8Array | undefined
    for (let index = 0; index < 4; index += 1) {
      const page = peersIn(registrations, 'chat', cookie, 2)
      pages.push(page.peers)
      cookie = page.cookie
    }
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e'], []])
  })

  test(`gives ${mostPerAnswer} at most`, () => {
    const registrations = create()
    for (let index = 0; index <= mostPerAnswer; index += 1) register(registrations, { peer: `p${index}` })
    const { peers, cookie } = peersIn(registrations, 'chat', undefined, 5000)
    expect(peers).toHaveLength(mostPerAnswer)
    expect(peersIn(registrations, 'chat', cookie).peers).toEqual([`p${mostPerAnswer}`])
  })

  test('gives no more than a reader can take, but always something', () => {
    const registrations = create()
    const large = new Uint8Array(300 * 1024)
    for (const peer of ['alice', 'bob'])
      registrations.register({ peer, namespace: 'chat', record: large, ttl: undefined }, 0)
    const { peers, cookie } = peersIn(registrations, 'chat')
    expect(peers).toEqual(['alice'])
    expect(peersIn(registrations, 'chat', cookie).peers).toEqual(['bob'])
  })

  test.each([
    { title: 'for another namespace', asked: 'chat', cookie: peersIn(create(), 'games').cookie },
    {
      title: 'for one namespace instead of all',
      asked: undefined,
      cookie: peersIn(create(), 'games').cookie,
    },
    { title: 'that nobody has made', asked: 'chat', cookie: new Uint8Array(3) },
  ])('refuses a cookie $title', ({ asked, cookie }) => {
    const result = create().discover({ namespace: asked, limit: undefined, cookie }, 0)
    expect(result).toMatchObject({ status: 'E_INVALID_COOKIE' })
  })

  test('with a cookie from before a restart gives everything', () => {
    const before = create(1)
    register(before)
    const { cookie } = peersIn(before, 'chat')
    const after = create(2)
    register(after)
    expect(peersIn(after, 'chat', cookie).peers).toEqual(['alice'])
  })
})
