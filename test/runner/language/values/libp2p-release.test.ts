import { describe, expect, it } from 'vitest'
import { libp2pRelease, releaseSpecOf } from '../../../../src/runner/language/values/libp2p-release.ts'

describe('a libp2p release', () => {
  it.each([
    ['current', { kind: 'current' }],
    ['2.10.0', { kind: 'exact', version: '2.10.0' }],
    ['3.3.12-1c3b617', { kind: 'exact', version: '3.3.12-1c3b617' }],
    ['3.3.x', { kind: 'open', text: '3.3.x' }],
    ['^2.1.0', { kind: 'open', text: '^2.1.0' }],
    ['3', { kind: 'open', text: '3' }],
    ['latest', { kind: 'open', text: 'latest' }],
    ['local:../js-libp2p', { kind: 'local', path: '../js-libp2p' }],
  ])('%s is read', (text, spec) => {
    expect(releaseSpecOf(text)).toEqual(spec)
    expect(libp2pRelease.parse(text)).toBe(text)
  })

  it.each([
    ['', 'expected a libp2p release'],
    ['local:', 'expected a libp2p release'],
    ['../../etc', 'expected a libp2p release'],
    ['3.x.9z', 'expected a libp2p release'],
    ['1.8.3', 'topo runs libp2p from 1.9.0 on'],
    [2.1, 'a number needs quotes'],
  ])('%j is refused', (text, message) => {
    const { success, error } = libp2pRelease.safeParse(text)
    expect(success).toBe(false)
    expect(error?.issues[0]?.message).toContain(message)
  })
})
