import { expect, it } from 'vitest'
import { releasesOf } from '../../../../src/runner/language/plan/releases-of.ts'
import { pinReleases } from '../../../../src/runner/run/prepare/pin-plan.ts'
import { planOf } from '../../../support/run-topology.ts'

const text = `
name: mixed
defaults: { libp2p: 2.x }
nodes:
  boot: { kind: boot-node, libp2p: current }
  alice: { kind: peer, relays: boot }
  bob: { kind: peer, relays: boot, libp2p: 3.3.5 }
timeline:
  - { at: 1s, fault: restart, node: alice, libp2p: latest }
  - { at: 2s, fault: restart, node: bob }
`

const exact = async (release: string) => ({ '2.x': '2.10.0', latest: '3.3.11' })[release] ?? release

it('a node runs the release that it names, else the default', () => {
  const { nodes } = planOf(text)
  expect(nodes.map(({ libp2p }) => libp2p)).toEqual(['current', '2.x', '3.3.5'])
})

it('the command line replaces the default release, not the release of a node', () => {
  const { nodes } = planOf(text, { libp2p: '1.9.4' })
  expect(nodes.map(({ libp2p }) => libp2p)).toEqual(['current', '1.9.4', '3.3.5'])
})

it('without either it is the packages that topo has', () => {
  const { nodes } = planOf(text.replace('defaults: { libp2p: 2.x }\n', ''))
  expect(nodes[1]?.libp2p).toBe('current')
})

it('a pinned plan has exact releases only, also for later restarts', async () => {
  const pinned = await pinReleases(planOf(text), exact)
  expect(releasesOf(pinned)).toEqual(['current', '2.10.0', '3.3.5', '3.3.11'])
  expect(releasesOf(planOf(text))).toEqual(['current', '2.x', '3.3.5', 'latest'])
})

it('a plan of exact releases is pinned already', async () => {
  const plan = planOf(text.replace('2.x', '2.10.0').replace('latest', '3.3.11'))
  expect(await pinReleases(plan, exact)).toEqual(plan)
})
