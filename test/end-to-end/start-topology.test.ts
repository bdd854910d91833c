/** Production's scenarios, played by hand: time stands still between two calls. */
import { AssertionError } from 'node:assert'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { InputError, runTopology, startTopology, type TopologyObject, type Verdict } from '../../src/index.ts'
import { root } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const results = temporaryFolder()
const calimero = (name: string) => path.join(root, 'topologies/calimero', `${name}.yaml`)
const pair = { from: 'bob', to: 'alice', path: 'relayed', via: 'boot' } as const

describe.concurrent('a topology that a test drives', () => {
  it('restarts a boot-node: alice listens again, bob does not, and the results have the commands as a topology', async () => {
    await using net = await startTopology(calimero('s1-boot-node-restart'), { results })
    await net.expect({ expect: 'reachable', ...pair, within: '20s' })
    const [boot, alice, bob] = ['boot', 'alice', 'bob'].map((name) => net.node(name))
    expect([alice?.reservations, bob?.reservations]).toEqual([['boot'], ['boot']])

    await net.advance('1m')
    const before = net.time
    await boot?.restart({ down: '20s' })
    expect(net.time - before).toBeGreaterThanOrEqual(20_000)
    expect([alice?.reservations, bob?.reservations]).toEqual([[], []])

    const seen = await net.expect({
      expect: 'reservation',
      peer: 'alice',
      relay: 'boot',
      state: 'held',
      within: '1m',
    })
    expect(seen.outcome).toBe('pass')
    await net.expect({ expect: 'reachable', ...pair, within: '10s' })
    const failure = await net
      .expect({ expect: 'reservation', peer: 'bob', relay: 'boot', state: 'held', within: '2m' })
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(AssertionError)
    expect(String(failure)).toMatch(/bob holds? a reservation on boot.*: not within 2m: .*lost it/)
    expect(String(failure)).toContain(net.folder)
    expect(String(failure)).toMatch(/^ +where {5}5-reservation, at /m)
    expect([alice?.reservations, bob?.reservations]).toEqual([['boot'], []])

    const { verdict, folder, report, events, story } = await net.end()
    expect(verdict.outcome).toBe('fail')
    expect(story).toMatch(/^ +where {5}5-reservation, at /m)
    expect(readFileSync(report, 'utf8')).toContain('1-reachable')
    expect(existsSync(path.join(folder, 'junit.xml'))).toBe(true)

    const again = await runTopology(path.join(folder, 'topology.yaml'), { results: temporaryFolder() })
    const played = (all: typeof events) =>
      all.filter(({ kind }) => kind !== 'run-ended').map(({ wall: _, ...event }) => event)
    expect(played(again.events)).toEqual(played(events).slice(0, again.events.length - 1))
  })

  it('refuses a renewal near the end of the hour, for two minutes', async () => {
    await using net = await startTopology(calimero('s5-renewal-blip'), { results })
    await net.advance('54m30s')
    expect(net.node('bob').reservations).toEqual(['boot'])
    {
      await using blip = await net.fault({
        fault: 'refuse-reservations',
        relay: 'boot',
        which: 'renewals',
        status: 'RESOURCE_LIMIT_EXCEEDED',
      })
      await net.expect({
        expect: 'event',
        of: 'reservation-lost',
        node: ['alice', 'bob'],
        times: 2,
        within: '1m',
      })
      await net.advance('1m')
      expect(blip.changes).toEqual([])
      expect(await blip.undo()).toEqual([{ what: 'reservations refused', count: expect.any(Number) }])
    }
    await net.expect({ expect: 'reservation', peer: 'alice', relay: 'boot', state: 'held', within: '1m30s' })
    await net.expect({
      expect: 'reservation',
      peer: 'bob',
      relay: 'boot',
      state: 'held',
      within: '4m',
      known: 'https://github.com/libp2p/js-libp2p/issues/3601',
    })
    expect(net.verdict().reason).toBe('2 of 3 expectations hold, 1 fails as known')
    const { verdict, story } = await net.end()
    expect(verdict.outcome).toBe('pass')
    expect(story).toContain('PASS  s5-renewal-blip')
  })

  it('changes the egress of a peer: its reservation is lost, and comes back', async () => {
    const topology: TopologyObject = {
      name: 'egress',
      routers: { home: { nat: 'port-restricted-cone' }, cafe: { nat: 'symmetric' } },
      nodes: {
        boot: { kind: 'boot-node', profile: 'calimero-boot-node' },
        alice: { kind: 'peer', behind: 'home', relays: 'boot', recovery: 'relisten' },
        bob: { kind: 'peer', relays: 'boot' },
      },
    }
    await using net = await startTopology(topology, { results })
    await net.expect({ expect: 'reachable', ...pair })
    const move = await net.fault({ fault: 'move', node: 'alice', behind: 'cafe' })
    expect(move.changes).toContainEqual({ what: 'nodes moved', count: 1 })
    await net.expect({ expect: 'event', of: 'reservation-lost', node: 'alice', within: '1m' })
    await expect(net.node('bob').reaches('alice', { within: '1s' })).rejects.toThrow(/not within 1s/)
    await net.expect({ expect: 'reservation', peer: 'alice', relay: 'boot', state: 'held', within: '2m' })
    await net.expect({ expect: 'reachable', ...pair })
  })

  it('drives real sockets in real time', async () => {
    const nodes: TopologyObject['nodes'] = {
      boot: { kind: 'boot-node' },
      alice: { kind: 'peer', relays: 'boot', recovery: 'relisten' },
      bob: { kind: 'peer', relays: 'boot' },
    }
    await using net = await startTopology({ name: 'host', fabric: 'host', nodes }, { results })
    await net.node('bob').reaches('alice', { path: 'relayed', via: 'boot' })
    await net.node('boot').restart({ down: 100 })
    await net.expect({ expect: 'reservation', peer: 'alice', relay: 'boot', state: 'held', within: '30s' })
    const { plan } = net
    expect(plan.clock).toBe('real')
    expect(plan.timeline.map(({ id }) => id)).toEqual(['1-reachable', '2-restart', '3-reservation'])
  })

  it('takes entries that are given at once one after the other, and goes on after one that is wrong', async () => {
    const nodes: TopologyObject['nodes'] = { boot: { kind: 'boot-node' }, alice: { kind: 'peer' } }
    await using net = await startTopology({ name: 'at-once', nodes }, { results })
    const given = await Promise.allSettled([
      net.expect({ expect: 'process', node: 'boot' }),
      net.fault({ fault: 'restart', node: 'boat' }),
      net.expect({ expect: 'reachable', from: 'alice', to: 'boot' }),
      net.fault({ fault: 'restart', node: 'alice', down: '1s' }),
    ])
    expect(given.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    expect(net.plan.timeline.map(({ id }) => id)).toEqual(['1-process', '2-reachable', '3-restart'])
    expect(net.verdict().outcome).toBe('pass')
  })

  it('refuses a wrong command at once, and no time passes', async () => {
    const nodes: TopologyObject['nodes'] = {
      boot: { kind: 'boot-node' },
      alice: { kind: 'peer', start: 'manual' },
    }
    await using net = await startTopology({ name: 'wrong', nodes }, { results })
    const { time } = net
    expect(net.node('alice').status).toBe('down')
    const wrong = (command: Promise<unknown>) => command.catch((error: unknown) => error)
    const errors = [
      await wrong(net.fault({ fault: 'restart', node: 'boat' })),
      await wrong(net.fault({ fault: 'cut', between: ['boot', 'alice'], mod: 'blackhole' } as never)),
      await wrong(net.expect({ expect: 'reachable', from: 'alice', to: 'boot', never: true })),
      await wrong(net.expect({ expect: 'reachable', at: '10s', from: 'alice', to: 'boot' } as never)),
      await wrong(net.advance('10 sec')),
    ]
    expect(errors.map((error) => error instanceof InputError)).toEqual(errors.map(() => true))
    expect(errors.map(String).join('\n')).toMatch(
      /`boot`.*unknown key `mod`.*`mode`.*for: 10m.*net\.advance\('10s'\).*write 10s/s,
    )
    expect(() => net.node('boat')).toThrow(/did you mean/)
    expect(net.time).toBe(time)
    await expect(net.fault({ fault: 'resume', node: 'boot' })).rejects.toThrow(/changed nothing/)
    await net.node('alice').start()
    expect(net.node('alice').status).toBe('running')
    await net.end()
    await expect(net.advance('1s')).rejects.toThrow('the run is over: it was ended')
  })
})

describe('the paths of a topology that is an object', () => {
  const module = 'test/fixtures/modules/any-release.ts'
  const withNode = (node: TopologyObject['nodes'][string]): TopologyObject => ({
    name: 'paths',
    nodes: { alice: node },
    timeline: [{ at: '1s', expect: 'process', node: 'alice', state: 'running' }],
  })

  it.each([module, `./${module}`, path.resolve(module)])(
    'begin at the working directory: %s',
    async (file) => {
      const { verdict, story, folder } = await runTopology(withNode({ kind: 'module', module: file }), {
        results,
      })
      expect(verdict.reason).toBe('1 of 1 expectation holds')
      // An object has no file that the command could name.
      expect(story).toContain(`topo run ${path.join(folder, 'topology.yaml')} --results ${results}`)
      await expectAgain(folder, verdict)
    },
  )

  it('of a program begin there when it runs again', async () => {
    const command = ['sh', '-c', 'cat ./package.json; exec sleep 60']
    const topology = withNode({ kind: 'command', command, ready: '"name"' })
    const { verdict, folder } = await runTopology({ ...topology, fabric: 'host' }, { results })
    expect(verdict.reason).toBe('1 of 1 expectation holds')
    await expectAgain(folder, verdict)
  })

  it('begin at the folder of a file, also for the topology that a test has driven', async () => {
    const file = path.join(temporaryFolder(), 'driven.yaml')
    const node = { kind: 'module', module: path.relative(path.dirname(file), module) }
    writeFileSync(file, JSON.stringify({ name: 'driven', nodes: { alice: node }, timeline: [] }))
    await using net = await startTopology(file, { results })
    await net.expect({ expect: 'process', node: 'alice', state: 'running' })
    const { verdict, folder } = await net.end()
    await expectAgain(folder, verdict)
  })

  /** Runs the topology of the results, as the command of a report says. */
  async function expectAgain(folder: string, { outcome, reason }: Verdict) {
    const again = await runTopology(path.join(folder, 'topology.yaml'), { results })
    expect(again.verdict).toMatchObject({ outcome, reason })
  }

  it.each([runTopology, startTopology])('name a missing file with its full path', async (run) => {
    const error: unknown = await run(withNode({ kind: 'module', module: './nowhere.ts' }), { results }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).files[0]).toMatchObject({
      file: `${run.name}(…)`,
      diagnostics: [{ code: 'missing-file', hint: `topo looked for it at ${path.resolve('nowhere.ts')}` }],
    })
    const local = run(withNode({ kind: 'peer', listen: true, libp2p: 'local:./nowhere' }), { results })
    await expect(local).rejects.toThrow(`there is no file or folder ${path.resolve('nowhere')}`)
  })
})
