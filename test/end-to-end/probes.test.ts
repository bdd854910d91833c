/** A probe dials as the application does: what the application's own dial would not reach, a probe does not reach. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolvePaths } from '../../src/runner/language/plan/resolve-paths.ts'
import type { Verdict } from '../../src/runner/verdict/verdict.ts'
import { planOf, replaced, root } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'

async function judged(text: string, libp2p: string): Promise<Verdict> {
  const plan = resolvePaths(planOf(text, { libp2p }), path.join(root, 'test/fixtures/modules'))
  return (await sharedRun(plan)).verdict
}

const asked = 'expect: reachable, from: bob, to: alice, path: relayed,'

/** Questions to a bob of their own each, and their outcomes on libp2p 3.2.0 and 3.2.3. */
const questions = [
  ['reachable', asked, 'fail', 'pass'],
  ['reachable by any way', 'expect: reachable, from: bob, to: alice,', 'fail', 'pass'],
  ['transfer', 'expect: transfer, bytes: 1KiB, from: bob, to: alice,', 'fail', 'pass'],
  ['reachable via the relay that works', asked.replace('path: relayed', 'via: east'), 'pass', 'pass'],
  ['reachable via the dead relay', asked.replace('path: relayed', 'via: west'), 'fail', 'fail'],
  [
    'unreachable, for which each address is dialled',
    'expect: unreachable, from: bob, to: alice,',
    'fail',
    'fail',
  ],
  ['a table of the ways that work', 'expect: matrix, table: { bob: { alice: relayed } },', 'pass', 'pass'],
] as const

/** One topology asks all questions, one after the other. */
function deadRelayFirst(): string {
  const file = path.join(root, 'test/fixtures/topologies/probes/dead-relay-first.yaml')
  const entries = questions.map(([, question], index) => {
    const at = `id: asked-${index}, at: ${11 + 40 * index}s`
    return `  - { ${at}, ${question.replace('bob', `bob-${index + 1}`)} within: 30s }`
  })
  const changes = [
    ['bob: { kind: peer,', `bob: { kind: peer, count: ${questions.length},`],
    ['between: [bob, west]', 'between: [bob-*, west]'],
    [`  - { id: asked, at: 11s, ${asked} within: 30s }`, entries.join('\n')],
  ] as const
  return changes.reduce((text, change) => replaced(file, text, change), readFileSync(file, 'utf8'))
}

/** topologies/upstream/dead-address-first.yaml has the same outcomes for the dial of bob's own host. */
describe.concurrent('with a dead relay in front, of which libp2p 3.2.0 makes no second try', () => {
  const answerOn = async (libp2p: string, index: number) =>
    (await judged(deadRelayFirst(), libp2p)).expectations.find(({ entry }) => entry === `asked-${index}`)

  it.each(questions.map((question, index) => [index, ...question] as const))(
    '%i: %s',
    async (index, _title, _question, before, after) => {
      expect((await answerOn('3.2.0', index))?.outcome).toBe(before)
      expect((await answerOn('3.2.3', index))?.outcome).toBe(after)
    },
    600_000,
  )

  it('alice holds both reservations', async () => {
    for (const libp2p of ['3.2.0', '3.2.3']) {
      const [held] = (await judged(deadRelayFirst(), libp2p)).expectations
      expect(held).toMatchObject({ kind: 'reservation', outcome: 'pass' })
    }
  })

  it('the reason says which address took the time', async () => {
    expect((await answerOn('3.2.0', 0))?.reason).toMatch(
      /relayed through west: no answer in \d+ ms; relayed through east: not dialled any more/,
    )
  })
})

function pairOf(module: string, ...timeline: string[]): string {
  return `
name: pair
nodes:
  alice: { kind: module, module: ./${module}.ts }
  bob: { kind: module, module: ./${module}.ts }
  carol: { kind: peer, listen: true, autonat: false, dcutr: false }
timeline:
${timeline.map((entry) => `  - { at: 5s, ${entry} }`).join('\n')}
`
}

describe.concurrent('a node with other transports than a peer has', () => {
  it.each(['websockets', 'private-network'])(
    '%s: reaches only nodes with the same transport',
    async (module) => {
      const { outcome, reason } = await judged(
        pairOf(
          module,
          'expect: reachable, from: bob, to: alice',
          'expect: unreachable, from: bob, to: carol',
          'expect: unreachable, from: carol, to: alice',
          'expect: transfer, from: alice, to: bob, bytes: 64KiB',
        ),
        'current',
      )
      expect(reason).toBe('4 of 4 expectations hold')
      expect(outcome).toBe('pass')
    },
  )

  it('fails with a reason that says so', async () => {
    const text = pairOf('websockets', 'expect: reachable, from: carol, to: alice')
    const { outcome, reason } = await judged(text, 'current')
    expect(outcome).toBe('fail')
    expect(reason).toMatch(
      /carol could not reach alice: no transport of the dialling node fits \/ip4\/.*\/ws/,
    )
  })

  it('is unknown, not a failure, where its host was made in a way that topo cannot see', async () => {
    const text = pairOf('hidden-host', 'expect: reachable, from: bob, to: alice')
    const { outcome, reason } = await judged(text, 'current')
    expect(outcome).toBe('unknown')
    expect(reason).toContain('topo does not know how its host dials')
  })
})
