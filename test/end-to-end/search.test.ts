import { globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { TopoCommand, topo } from '../support/cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const text = `
name: one-relay
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: boot, connect: boot }
search:
  for: 2m
  faults: 1-2
  of:
    - { fault: disconnect }
    - { fault: pause, for: 1s-4s }
  within: 15s
  eventually:
    - { expect: reservation, peer: alice, relay: boot }
`

/** Number of times that a search is killed; 20 with `TOPO_REPEATS=20`. */
const kills = Number(process.env['TOPO_REPEATS'] ?? 3)

/** Starts the search, and kills it as soon as it has kept this number of results more. */
async function killedAfter(results: number, args: readonly string[], folder: string): Promise<void> {
  const kept = () => {
    const [file = ''] = globSync(`${folder}/*/search/*/runs.ndjson`)
    return file === '' ? 0 : readFileSync(file, 'utf8').split('\n').length
  }
  const wanted = kept() + results
  const command = new TopoCommand(args)
  const ended = command.end()
  for await (const _ of watch(folder, { recursive: true })) if (kept() >= wanted) break
  command.child.kill('SIGKILL')
  expect(await ended).toMatchObject({ code: null })
}

it('a search finds a way in which a reservation is lost for good, the same with killed jobs and with shards', async () => {
  const folder = temporaryFolder()
  const file = path.join(folder, 'one-relay.yaml')
  writeFileSync(file, text)
  const searched = async (jobs: number) => {
    const [results, found] = [path.join(folder, `results-${jobs}`), path.join(folder, `found-${jobs}`)]
    const options = ['--runs', '4', '--jobs', String(jobs), '--results', results, '--found', found, '--json']
    mkdirSync(results)
    const random = createRandom(jobs, 'kills')
    for (let killed = 0; killed < kills * (jobs - 1); killed += 1) {
      const resumed = ['search', file, ...options, ...(killed === 0 ? [] : ['--resume'])]
      await killedAfter(1 + Math.floor((random() * 24) / kills), resumed, results)
    }
    const { code, stdout, stderr } = await topo('search', file, ...options, ...(jobs > 1 ? ['--resume'] : []))
    expect({ code, stderr }).toMatchObject({ code: 1 })
    const home = path.join(results, 'one-relay', 'search')
    const [id = ''] = readdirSync(home)
    const list = readFileSync(path.join(home, id, 'list.ndjson'), 'utf8')
    const groups = JSON.parse(stdout).groups.map(({ file: _file, ...group }: { file: string }) => group)
    return { list, groups, found }
  }
  const [one, two] = [await searched(1), await searched(2)]
  expect(two.list).toBe(one.list)
  expect(two.groups).toEqual(one.groups)
  expect(one.list.trim().split('\n')).toHaveLength(4)
  const shards = [1, 2].map((index) => path.join(folder, `shard-${index}`))
  for (const [index, results] of shards.entries()) {
    const options = ['--runs', '2', '--shard', `${index + 1}/2`, '--results', results, '--found', results]
    const { code, stderr } = await topo('search', file, ...options)
    expect({ code, stderr }).toMatchObject({ code: expect.toSatisfy((one) => one === 0 || one === 1) })
  }
  const all = path.join(folder, 'all')
  const merged = await topo('merge', ...shards, '--results', all, '--reporter', 'json')
  expect(merged.code).toBe(1)
  const [told] = JSON.parse(merged.stdout).searches
  // The first runs are drawn before any result guides the search, so the shards draw those of one piece.
  const lines = readFileSync(path.join(told.folder, 'list.ndjson'), 'utf8').trim().split('\n')
  expect(lines).toEqual(one.list.split('\n').slice(0, 2))
  const firsts = (groups: readonly { id: string; first?: { run: number } }[]) =>
    groups.flatMap(({ id, first }) => (first === undefined || first.run < 2 ? [id] : [])).sort()
  expect(firsts(told.groups)).toEqual(firsts(one.groups))
  // The relay closes the connection, or the peer does: the two are told apart.
  const lost = (who: string) => ({
    known: null,
    faults: expect.arrayContaining([expect.objectContaining({ fault: 'disconnect' })]),
    decisive: expect.arrayContaining([`lost: the ${who} ends the connection`]),
  })
  expect(one.groups).toHaveLength(2)
  expect(one.groups).toEqual(
    expect.arrayContaining(['peer', 'relay'].map((who) => expect.objectContaining(lost(who)))),
  )
  const [name = ''] = readdirSync(one.found)
  const shown = await topo('explain', path.join(one.found, name))
  expect(shown.stdout).toMatch(/closes its connections to/)
  const run = await topo('run', path.join(one.found, name), '--results', path.join(folder, 'again'))
  expect(run.code).toBe(1)
  expect(run.stdout).toMatch(/alice holds no reservation on boot: alice lost it/)
}, 600_000)

it('a difference between two releases is found, and bisect finds the release that made it', async () => {
  const folder = temporaryFolder()
  const file = path.join(folder, 'renewal.yaml')
  // Up to 3.3.5, the first renewal of a reservation takes the relayed address.
  const renewal = `
name: renewal
nodes:
  boot: { kind: boot-node, relay: { reservationDuration: 6m } }
  alice: { kind: peer, relays: boot }
search:
  for: 2m
  faults: 1
  of: [{ fault: pause, node: boot, for: 1s }]
  within: 10s
  eventually: [{ expect: addresses, node: alice, path: relayed }]
`
  writeFileSync(file, renewal)
  const results = ['--results', path.join(folder, 'results')]
  const found = path.join(folder, 'found')
  const options = ['--libp2p', '3.3.5,3.3.8', '--runs', '2', '--found', found, ...results]
  const searched = await topo('search', file, ...options)
  expect(searched).toMatchObject({ code: 1 })
  expect(searched.stdout).toMatch(/on libp2p 3\.3\.5: .* no relayed address; on 3\.3\.8 it holds/)
  const [name = ''] = readdirSync(found)
  const command = /topo (bisect .*)/.exec(searched.stdout)?.[1]?.split(' ') ?? []
  expect(command.slice(1)).toEqual([
    path.join(found, name),
    ...'--good 3.3.8 --bad 3.3.5 --entry eventually-1'.split(' '),
  ])
  const { code, stdout } = await topo(...command, '--json', ...results)
  expect([code, JSON.parse(stdout).answer.kind]).toEqual([0, 'found'])
  // Without any fault, a look after the first renewal differs too: there is nothing to search.
  writeFileSync(file, renewal.replace('eventually: [{', 'always: [{').replace('within: 10s', 'within: 1m30s'))
  const at = await topo('search', file, ...options, '--json')
  expect(at.stderr).toMatch(/the releases differ without any fault/)
  expect(JSON.parse(at.stdout).groups).toMatchObject([{ count: 1, faults: [], release: '3.3.5' }])
}, 300_000)

it('an expectation that fails without any fault is told before the search', async () => {
  const folder = temporaryFolder()
  const file = path.join(folder, 'broken.yaml')
  writeFileSync(file, text.replace('relays: boot, ', ''))
  const { code, stderr } = await topo(
    'search',
    file,
    '--results',
    folder,
    '--found',
    path.join(folder, 'found'),
  )
  expect(code).toBe(2)
  expect(stderr).toMatch(/fails without any fault.*alice holds no reservation on boot/s)
})

it('a budget of 0 and a search without a timeline that is run are wrong input', async () => {
  const file = path.join(temporaryFolder(), 'one-relay.yaml')
  writeFileSync(file, text)
  const budget = await topo('search', file, '--budget', '0s')
  expect([budget.code, budget.stderr]).toEqual([2, expect.stringMatching(/a budget of 0 leaves no time/)])
  const run = await topo('run', file)
  expect([run.code, run.stderr]).toEqual([
    2,
    expect.stringMatching(/`search:` and no timeline: use `(?:npx )?topo search/),
  ])
})
