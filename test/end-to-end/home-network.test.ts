/** examples/mdns: mDNS, UPnP and `/dnsaddr/` as npm has them, and each topology without its premise. */
import { describe, expect, it } from 'vitest'
import { installedExample } from '../support/installed-example.ts'
import { runToEnd, runToFailure } from '../support/run-topology.ts'

const { isInstalled, plan } = installedExample('mdns')

describe.skipIf(!isInstalled).concurrent('a home network', () => {
  it.each(['mdns', 'mdns-hides-relay', 'upnp-lease', 'dnsaddr-bootstrap'])(
    '%s holds what it expects',
    async (name) => {
      const { verdict } = await runToEnd(plan(name))
      expect(verdict.reason).toMatch(/expectations? holds?/)
      expect(verdict.outcome).toBe('pass')
    },
    120_000,
  )

  it.each([
    [
      'mdns',
      'bob: { kind: module, module: ./node.ts, with: { mdns: true }',
      'bob: { kind: module, module: ./node.ts, with: { mdns: false }',
      /alice is connected to bob/,
    ],
    ['mdns', 'carol, behind: home', 'alice, behind: cafe', /carol is connected to alice and bob/],
    [
      'mdns-hides-relay',
      'bob: { kind: module, module: ./node.ts, with: { mdns: true }',
      'bob: { kind: module, module: ./node.ts',
      /alice is connected to bob, direct/,
    ],
    ['mdns-hides-relay', 'maxCircuits: 0', 'maxCircuits: 100', /carol cannot reach alice and bob/],
    ['upnp-lease', ', upnp: true', '', /alice advertises an address, direct/],
    ['upnp-lease', /.*fault: restart-router.*\n/, '', /port-lease of alice \(outcome ended\)/],
    ['dnsaddr-bootstrap', 'answer: silence', 'delay: 1s', /bob is not connected to boot/],
    ['dnsaddr-bootstrap', 'dnsaddr: boot-*', 'dnsaddr: boot-1', /alice is connected to boot-1 and boot-2/],
  ] as const)(
    '%s fails without its premise: %s',
    async (name, from, to, reason) => {
      const { verdict } = await runToFailure(plan(name, from, to))
      expect(verdict.reason).toMatch(reason)
      expect(verdict.outcome).toBe('fail')
    },
    120_000,
  )
})
