import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { codeOfSearch } from '../../../src/cli/search/code-of-search.ts'
import { resolvePaths } from '../../../src/runner/language/plan/resolve-paths.ts'
import { Releases } from '../../../src/runner/releases/releases.ts'
import { planOf } from '../../support/run-topology.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const topology = `
name: chat
nodes:
  boot: { kind: boot-node }
  alice: { kind: module, module: ./nodes/chat.ts, relays: [boot] }
  bob: { kind: module, module: ./nodes/chat.ts, relays: [boot] }
timeline: [{ at: 1s, expect: reachable, from: alice, to: boot }]
`
const chat = `import { room } from '../room.ts'\nexport const createNode = () => room\n`

function codeIn(folder: string, room: string) {
  const file = path.join(folder, 'search.yaml')
  const files = {
    'search.yaml': topology,
    'nodes/chat.ts': chat,
    'room.ts': `export const room = '${room}'\n`,
    'other.ts': room,
  }
  mkdirSync(path.join(folder, 'nodes'), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  return codeOfSearch([resolvePaths(planOf(topology), folder)], file, new Releases({ tell: () => {} }))
}

it('the code of a search is that of its modules with what they import, wherever it lies', async () => {
  const here = await codeIn(temporaryFolder(), 'lobby')
  expect(here.map(([name]) => name)).toEqual(['nodes/chat.ts', 'room.ts'])
  expect(await codeIn(temporaryFolder(), 'lobby')).toEqual(here)
  const changed = await codeIn(temporaryFolder(), 'kitchen')
  expect(changed[0]).toEqual(here[0])
  expect(changed[1]).not.toEqual(here[1])
})
