import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect } from 'vitest'
import { test } from '../support/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

const rust = 'test/fixtures/production/rust.toml'

describe('topo contract', () => {
  test('check finds a reason for all that the shipped catalogue has otherwise than production', async () => {
    const { code, stdout } = await topoHere(
      'contract',
      'check',
      '--profile',
      'calimero-boot-node',
      'topologies',
    )
    expect(stdout).toMatch(/\d+ differences, all of them explained\n$/)
    expect(stdout).not.toContain('UNEXPLAINED')
    expect(code).toBe(0)
  })

  test('check fails when a shipped reason is taken away', async ({ folder }) => {
    const file = path.join(folder, 's6.yaml')
    const text = readFileSync('topologies/calimero/s6-quota-exhausted.yaml', 'utf8')
    writeFileSync(file, text.replace(/^ +because: \{ maxReservations: .*\n/m, ''))
    const { code, stdout } = await topoHere('contract', 'check', '--profile', 'calimero-boot-node', file)
    expect(stdout).toContain('1 difference, 1 of them unexplained')
    expect(code).toBe(1)
  })

  test('check is unknown where a relay cannot be compared', async ({ folder }) => {
    const file = path.join(folder, 'own.yaml')
    writeFileSync(path.join(folder, 'own.ts'), '')
    writeFileSync(
      file,
      'name: own\nnodes:\n  own: { kind: module, module: ./own.ts }\n  alice: { kind: peer, relays: own }\ntimeline: []\n',
    )
    const { code, stdout } = await topoHere('contract', 'check', '--profile', 'calimero-boot-node', file)
    expect(stdout).toContain('own of own is a relay of kind module')
    expect(code).toBe(3)
  })

  test('check fails when production has changed and its stand-in has not', async () => {
    const { code, stdout } = await topoHere(
      'contract',
      'check',
      '--production',
      rust,
      '--json',
      'topologies/calimero',
    )
    const { standIn } = JSON.parse(stdout) as { standIn: readonly { term: string }[] }
    expect(standIn.map(({ term }) => term)).toEqual([
      'maxReservations',
      'maxCircuitsPerPeer',
      'circuitSrcRateLimiters',
    ])
    expect(code).toBe(1)
  })

  test.for([
    [['check'], 'there is no production to compare with'],
    [['check', '--production', 'test/fixtures/production/wrong.yaml'], 'did you mean `max_reservations`?'],
    [['check', '--production', 'nowhere.yaml'], 'there is no such file or folder'],
    [['check', '--production', rust, '--profile', 'js-libp2p'], 'cannot be used with'],
    [['check', '--profile', 'js-libp2', 'topologies'], 'js-libp2'],
    [['init', '--from', 'nonsense'], 'nonsense cannot be asked'],
    [['init', '--output', rust], 'is there already'],
  ] as const)('%j is wrong input', async ([args, message]) => {
    const { code, stderr } = await topoHere('contract', ...args)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  test('init writes a file that check takes', async ({ folder }) => {
    const file = path.join(folder, 'production.yaml')
    await topoHere('contract', 'init', '--profile', 'calimero-boot-node', '--output', file)
    const { code, stdout } = await topoHere(
      'contract',
      'check',
      '--production',
      file,
      '--markdown',
      'topologies',
    )
    expect(stdout).toContain(', all of them explained.')
    expect(code).toBe(0)
  })
})
