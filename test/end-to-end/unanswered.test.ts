/** Whoever is asked may never answer: that ends nothing late, and passes for nothing. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const nodes = `
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: boot }
  bob: { kind: peer, relays: boot }
`

describe.concurrent('a node', () => {
  it('that is paused while a fault asks it makes the verdict unknown, and the run goes on', async () => {
    const { verdict, events } = await runToEnd(
      planOf(`
name: asked-and-paused
${nodes}
timeline:
  - { at: 10s, fault: drop-reservations, relay: boot }
  - { at: 10s, fault: pause, node: boot }
  - { at: 20s, expect: process, node: alice, state: running }
`),
    )
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.reason).toContain('boot was paused before it answered')
    expect(events.at(-1)).toMatchObject({ kind: 'run-ended', cause: 'finished' })
  })

  it('that is paused in the middle of a probe has an unknown answer', async () => {
    const { verdict, events } = await runToEnd(
      planOf(`
name: probing-and-paused
${nodes}
timeline:
  - { at: 10s, expect: reachable, from: bob, to: alice, for: 3m, every: 10s }
  - { at: 20.22s, fault: pause, node: bob, for: 5m }
`),
    )
    expect(verdict.outcome).toBe('unknown')
    const answers = events.filter(({ kind }) => kind === 'probe')
    expect(answers.length).toBeGreaterThan(10)
    expect(answers[1]).toMatchObject({
      outcome: 'untold',
      reason: expect.stringContaining('bob was paused before it answered'),
    })
  })

  it('that falls into a busy loop before it answers a fault is named', async () => {
    const module = path.join(temporaryFolder(), 'loop.ts')
    writeFileSync(
      module,
      `import { createLibp2p } from 'libp2p'
       export async function createNode({ privateKey }) {
         setTimeout(() => { for (;;); }, 1000)
         return createLibp2p({ privateKey })
       }`,
    )
    const { verdict } = await runToEnd(
      planOf(
        `
name: asked-and-busy
nodes:
  boot: { kind: boot-node }
  mod: { kind: module, module: ${module} }
timeline:
  - { at: 1.1s, fault: disconnect, node: mod, from: boot, harmless: true }
  - { at: 20s, expect: process, node: mod, state: running }
`,
      ),
      { deadlines: { rest: 2000 } },
    )
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.reason).toMatch(/mod did not come to rest within 2 s: a busy loop/)
  }, 300_000)

  it('that ends by itself ends independently of the others', async () => {
    const module = path.join(temporaryFolder(), 'mortal.ts')
    writeFileSync(
      module,
      `import net from 'node:net'
       import { createLibp2p } from 'libp2p'
       export async function createNode({ privateKey, arguments: { role, milliseconds } }) {
         const work = () => { for (let spins = milliseconds * 1e5; spins > 0; spins--) Math.sqrt(spins) }
         if (role === 'works') setTimeout(work, 1000)
         else setTimeout(() => {
           console.log('going down')
           net.createServer().listen(9999)
           setTimeout(() => process.exit(3), 1)
         }, 900)
         return createLibp2p({ privateKey })
       }`,
    )
    const runs = [0, 2000].map((milliseconds) =>
      runToEnd(
        planOf(`
name: mortal
nodes:
  works: { kind: module, module: ${module}, with: { role: works, milliseconds: ${milliseconds} } }
  dies: { kind: module, module: ${module}, with: { role: dies, milliseconds: 0 } }
timeline:
  - { at: 500ms, expect: process, node: dies, state: exited, code: 3, within: 5s }
  - { at: 500ms, expect: log, node: dies, pattern: going down, within: 5s }
  - { at: 3s, fault: start, node: dies }
  - { at: 3500ms, expect: process, node: dies, state: running }
`),
      ),
    )
    const [quick, slow] = await Promise.all(runs)
    expect(quick?.verdict.outcome).toBe('pass')
    expect(slow?.verdict.fingerprint).toBe(quick?.verdict.fingerprint)
    const at = (kind: string) => slow?.events.findIndex((event) => event.kind === kind)
    expect(at('log-matched')).toBeLessThan(at('node-exited') ?? -1)
  })
})
