import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Published, packageSet } from '../../../src/runner/releases/rule.ts'
import { root } from '../../support/run-topology.ts'

/** As the registry had them, with the dependencies that the rule looks at. */
const published = JSON.parse(
  readFileSync(path.join(root, 'test/fixtures/releases/published.json'), 'utf8'),
) as Record<string, readonly Published[]>

function libp2p(version: string): Published {
  const found = published['libp2p']?.find((one) => one.version === version)
  if (found === undefined) throw new Error(`the fixture has no libp2p ${version}`)
  return found
}

const columns = [
  '@libp2p/circuit-relay-v2',
  '@libp2p/identify',
  '@libp2p/autonat',
  '@libp2p/dcutr',
  '@chainsafe/libp2p-noise',
  '@chainsafe/libp2p-yamux',
  '@libp2p/tcp',
  '@libp2p/ping',
  '@libp2p/autonat-v2',
]

describe('the packages that belong to a libp2p release', () => {
  it.each([
    ['1.9.4', '1.1.5', '2.1.5', '1.1.5', '1.1.5', '15.1.2', '6.0.2', '9.1.6', '1.1.6', undefined],
    ['2.1.9', '2.1.5', '3.0.8', '2.0.8', '2.0.8', '16.0.3', '7.0.4', '10.0.9', '2.0.8', undefined],
    ['2.10.0', '3.2.24', '3.0.39', '2.0.38', '2.0.38', '16.1.5', '7.0.4', '10.1.19', '2.0.37', undefined],
    ['3.0.7', '4.0.6', '4.0.5', '3.0.6', '3.0.6', '17.0.0', '8.0.1', '11.0.6', '3.0.6', undefined],
    ['3.2.0', '4.2.0', '4.1.0', '3.0.15', '3.0.15', '17.0.0', '8.0.1', '11.0.15', '3.1.0', '2.0.15'],
    ['3.3.5', '4.2.8', '4.1.9', '3.0.23', '3.0.23', '17.0.0', '8.0.1', '11.0.23', '3.1.8', '2.0.15'],
  ])('of %s are those whose shared packages are as old as its own', (version, ...versions) => {
    const set = packageSet(libp2p(version), published)
    expect(set['libp2p']).toBe(version)
    expect(columns.map((name) => set[name])).toEqual(versions)
  })

  it('do not depend on the order in which the registry lists versions', () => {
    const reversed = Object.fromEntries(
      Object.entries(published).map(([name, versions]) => [name, versions.toReversed()]),
    )
    expect(packageSet(libp2p('2.10.0'), reversed)).toEqual(packageSet(libp2p('2.10.0'), published))
  })

  it('are no prereleases, but for a prerelease those of the same build', () => {
    const build: Published = { version: '3.3.12-1c3b617', dependencies: libp2p('3.3.11').dependencies }
    const other = { version: '99.0.0-abcdef0', dependencies: {} }
    const same = { version: '3.1.99-1c3b617', dependencies: {} }
    const versions = { ...published, '@libp2p/ping': [...(published['@libp2p/ping'] ?? []), other, same] }
    expect(packageSet(libp2p('3.3.5'), versions)['@libp2p/ping']).toBe('3.1.8')
    expect(packageSet(build, versions)['@libp2p/ping']).toBe('3.1.99-1c3b617')
  })

  it('are an error when one that no node can do without has no version that fits', () => {
    expect(() => packageSet(libp2p('2.1.9'), { ...published, '@libp2p/tcp': [] })).toThrow(
      'no version of @libp2p/tcp belongs to libp2p 2.1.9',
    )
  })
})
