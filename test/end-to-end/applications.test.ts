/** The examples that are applications with packages from npm, and each topology without its premise. */
import { describe, expect, it } from 'vitest'
import { type InstalledExample, installedExample } from '../support/installed-example.ts'
import { runToEnd, runToFailure } from '../support/run-topology.ts'

type Premise = readonly [title: string, from: string | RegExp, to: string, reason: RegExp]

const gossipsub = installedExample('gossipsub')
describe.skipIf(!gossipsub.isInstalled).concurrent('examples/gossipsub', () => {
  passes(gossipsub, 'gossipsub')
  failsWithout(gossipsub, 'gossipsub', [
    ['the partition', /.*fault: partition.*\n/, '', /carol and dave printed .*during/],
    [
      'peers that dial again',
      'connect: alice }\n  dave',
      'connect: alice, with: { redials: false } }\n  dave',
      /alice is connected to carol/,
    ],
  ])
})

const websockets = installedExample('websockets')
describe.skipIf(!websockets.isInstalled).concurrent('examples/websockets', () => {
  passes(websockets, 'websockets')
  failsWithout(websockets, 'websockets', [
    ['WebSockets at the relay', ', webSockets: true', '', /alice and bob hold a reservation on boot/],
    [
      'the return of the relay',
      'restart, node: boot, down: 2m',
      'kill, node: boot',
      /bob hold a reservation/,
    ],
  ])
})

function passes({ plan }: InstalledExample, name: string): void {
  it('passes', { timeout: 120_000 }, async () => {
    const { verdict } = await runToEnd(plan(name))
    expect(verdict.reason).toMatch(/expectations hold/)
    expect(verdict.outcome).toBe('pass')
  })
}

function failsWithout({ plan }: InstalledExample, name: string, premises: readonly Premise[]): void {
  it.each(premises)('fails without %s', { timeout: 120_000 }, async (_title, from, to, reason) => {
    const { verdict } = await runToFailure(plan(name, from, to))
    expect(verdict.reason).toMatch(reason)
    expect(verdict.outcome).toBe('fail')
  })
}
