import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { topo } from '../support/cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const text = `
name: one-relay
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: boot, connect: boot }
search:
  for: 5m
  faults: 1-2
  of:
    - { fault: disconnect }
    - { fault: pause, for: 1s-4s }
  within: 15s
  eventually:
    - { expect: reservation, peer: alice, relay: boot }
`

it('a search finds a way in which a reservation is lost for good, the same with one job and with two', async () => {
  const folder = temporaryFolder()
  const file = path.join(folder, 'one-relay.yaml')
  writeFileSync(file, text)
  const searched = async (jobs: number) => {
    const [results, found] = [path.join(folder, `results-${jobs}`), path.join(folder, `found-${jobs}`)]
    const options = ['--runs', '4', '--jobs', String(jobs), '--results', results, '--found', found, '--json']
    const { code, stdout, stderr } = await topo('search', file, ...options)
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
  expect(one.groups).toHaveLength(1)
  expect(one.groups[0]).toMatchObject({ known: null, faults: [{ fault: 'disconnect' }] })
  const [name = ''] = readdirSync(one.found)
  const shown = await topo('explain', path.join(one.found, name))
  expect(shown.stdout).toMatch(/closes its connections to/)
  const run = await topo('run', path.join(one.found, name), '--results', path.join(folder, 'again'))
  expect(run.code).toBe(1)
  expect(run.stdout).toMatch(/alice holds no reservation on boot: alice lost it/)
})

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
    expect.stringMatching(/`search:` and no timeline: use `topo search/),
  ])
})
