/** Bad input of `topo search`, which is told before any node starts. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect } from 'vitest'
import { differsWithoutFaults } from '../../src/cli/search/before-search.ts'
import { sidesOf } from '../../src/cli/search/sides.ts'
import { TextOutput } from '../fixtures/report.ts'
import { test } from '../support/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

const text = `name: tiny
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: boot, connect: boot }
search:
  of:
    - { fault: pause, node: alice, for: 1s-10m }
  always:
    - { expect: connection, between: [alice, boot] }
  eventually:
    - expect: reservation
      peer: alice
      relay: boot
`

interface Asked {
  readonly folder: string
  readonly file: string
}

function asked(folder: string, written = text): Asked {
  const file = path.join(folder, 'tiny.yaml')
  writeFileSync(file, written)
  return { folder, file }
}

async function refused({ folder, file }: Asked, ...options: readonly string[]): Promise<string> {
  const places = ['--results', path.join(folder, 'results'), '--found', path.join(folder, 'found')]
  const { code, stdout, stderr } = await topoHere('search', file, ...places, ...options)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  return stderr.replaceAll(`${folder}/`, '')
}

describe('a file', () => {
  test('with a range the wrong way round', async ({ folder }) => {
    expect(
      await refused(asked(folder, text.replace('1s-10m', '10m-1s'))),
    ).toBe(`error[invalid-value]: the range 10m-1s is the wrong way round
 --> tiny.yaml:7:41
  |
7 |     - { fault: pause, node: alice, for: 10m-1s }
  |                                         ^^^^^^
  = help: write 1s-10m

1 error in tiny.yaml
\`topo explain-error invalid-value\` tells more
`)
  })

  test('with nothing to draw from', async ({ folder }) => {
    const empty = text.replace(/of:\n.*\n/, 'of: []\n')
    expect(await refused(asked(folder, empty))).toBe(`error[missing-key]: there is nothing to draw from
 --> tiny.yaml:6:3
  |
6 |   of: []
  |   ^^
  = help: write - { fault: restart, node: boot }, or remove \`of\` to draw from every fault

1 error in tiny.yaml
\`topo explain-error missing-key\` tells more
`)
  })

  test.for([
    ['always', 'always-1', 'tiny.yaml:9:7: '],
    ['eventually', 'eventually-1', 'tiny.yaml:11:7: '],
  ] as const)('whose %s fails without any fault', async ([, entry, place]) => {
    const failure = { entry, description: 'alice holds it', reason: 'she never asked' }
    const failures = [{ ...failure, key: '[]', decisive: [], release: null }]
    const run = async () => ({ ...nothing, outcome: 'fail' as const, failures })
    const stderr = new TextOutput() as unknown as NodeJS.WriteStream
    await expect(differsWithoutFaults({ run }, { file: 'tiny.yaml', text }, stderr)).rejects.toThrow(
      `${place}this fails without any fault, so a search would find only that: alice holds it: she never asked; give it a longer \`within\`, or change the nodes until it holds`,
    )
  })
})

const nothing = {
  ...{ reason: '', passed: [], features: [], seen: [], duration: 0, fingerprint: '' },
}

describe('an option', () => {
  test.for([
    [['--budget', '0s'], 'a budget of 0 leaves no time for a run: write one such as --budget 10m'],
    [
      ['--libp2p', '3.3.5,3.3.8,3.3.11'],
      'a search runs on one release, or looks for differences between two: 3.3.5, 3.3.8, 3.3.11 are 3',
    ],
    [
      ['--known', 'nowhere.yaml'],
      '--known nowhere.yaml: there is no such file or folder; name topologies whose `known` failures are not new, such as --known topologies/upstream',
    ],
    [
      ['--json', '--reporter', 'junit'],
      '--json prints the groups alone: leave out --reporter, or write --reporter json',
    ],
  ] as const)('%s is told', async ([options, message], { folder }) => {
    expect(await refused(asked(folder), ...options)).toBe(`topo: ${message}\n`)
  })

  test('with one release twice is told', async () => {
    const releases = { exact: async () => '3.3.11' }
    await expect(sidesOf(['3.3.11', '3.3.x'], releases, '.')).rejects.toThrow(
      '--libp2p 3.3.11,3.3.x is 3.3.11 twice: name two releases to look for differences between them',
    )
    expect(await sidesOf(['3.3.x'], releases, '.')).toMatchObject({ release: '3.3.11', pair: null })
  })

  test.for(['--found', '--corpus'])('%s that names a file is told', async (option, { folder }) => {
    const { file } = asked(folder)
    expect(await refused({ folder, file }, option, file)).toBe(
      `topo: ${option} tiny.yaml is a file: name a folder, which topo makes if it is not there\n`,
    )
  })

  test.for([
    ['half a file', '[{ "fault": "pau', 'corpus/a.json:1:17: this is no JSON: '],
    ['no list', '{}', 'corpus/a.json:1:1: this is no list of faults'],
    [
      'an unknown fault',
      '[\n  { "fault": "pause", "at": 0, "keys": {}, "down": 0 },\n  { "fault": "pauze", "at": 0 }\n]',
      'corpus/a.json:3:3: there is no fault "pauze"; did you mean "pause"',
    ],
    [
      'a time that is no number',
      '[{ "fault": "pause", "at": "5m" }]',
      'corpus/a.json:1:2: `at` is the start of the fault, in milliseconds',
    ],
  ])('--corpus with %s is told', async ([, written, message], { folder }) => {
    const corpus = path.join(folder, 'corpus')
    mkdirSync(corpus)
    writeFileSync(path.join(corpus, 'a.json'), written ?? '')
    const told = await refused(asked(folder), '--corpus', corpus)
    expect(told).toContain(`topo: ${message}`)
    expect(told).toMatch(
      /\. A file of a corpus is a timeline, such as \[\{ "fault": "pause", "at": 60000, "keys": \{ "node": "boot" \}, "down": 1000 \}\]: delete the file, and the search goes on without it\n$/,
    )
  })
})
