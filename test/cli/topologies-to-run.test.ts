import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { labelOf, topologiesToRun } from '../../src/cli/topologies-to-run.ts'
import { readTopologyFile } from '../../src/runner/run/prepare/read-topology-file.ts'
import { test } from '../support/temporary-folder.ts'

/** Has every release. */
const releases = { exact: async (text: string) => text, check: async () => {}, modules: async () => null }

function topology(folder: string, file: string, name: string): string {
  const whole = path.join(folder, file)
  mkdirSync(path.dirname(whole), { recursive: true })
  writeFileSync(
    whole,
    `name: ${name}\nnodes: { boot: { kind: boot-node } }\ntimeline: [{ expect: process, node: boot }]\n`,
  )
  return whole
}

test('topologies with one name are labelled with their files', async ({ folder }) => {
  const files = [
    topology(folder, 'a/hello.yaml', 'hello'),
    topology(folder, 'b/hello.yaml', 'hello'),
    topology(folder, 'other.yaml', 'other'),
  ]
  const { toRun: all } = await topologiesToRun(await Promise.all(files.map(readTopologyFile)), {
    overrides: {},
    libp2p: null,
    releases,
  })
  expect(all.map(labelOf)).toEqual([`hello (${files[0]})`, `hello (${files[1]})`, 'other'])
})

test('a topology on several releases is labelled with its name and the release', async ({ folder }) => {
  const files = [topology(folder, 'hello.yaml', 'hello')]
  const libp2p = ['2.10.0', 'current']
  const { toRun: all } = await topologiesToRun(await Promise.all(files.map(readTopologyFile)), {
    overrides: {},
    libp2p,
    releases,
  })
  expect(all.map(labelOf)).toEqual(['hello 2.10.0', 'hello current'])
})
