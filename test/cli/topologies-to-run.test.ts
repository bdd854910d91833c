import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { InputError } from '../../src/base/errors.ts'
import { diagnosedIn } from '../../src/cli/run/unrun.ts'
import { labelOf, topologiesToRun } from '../../src/cli/topologies-to-run.ts'
import { problem } from '../../src/runner/language/diagnostics/diagnose.ts'
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

test('each of two wrong files with the same text is told, and a mistake of the command once', async ({
  folder,
}) => {
  const files = ['one.yaml', 'two.yaml'].map((file) => path.join(folder, file))
  const text =
    'name: same\nnodes: { boot: { kind: boot-node } }\ntimeline: [{ expect: proces, node: boot }]\n'
  for (const file of files) writeFileSync(file, text)
  const sources = await Promise.all(files.map(readTopologyFile))
  const { wrong } = await topologiesToRun(sources, { overrides: {}, libp2p: null, releases })
  expect(wrong.map(({ file }) => file)).toEqual(files)
  expect(diagnosedIn(wrong).map(({ file }) => file)).toEqual(files)
  const right = [topology(folder, 'a.yaml', 'a'), topology(folder, 'b.yaml', 'b')]
  const varied = topologiesToRun(await Promise.all(right.map(readTopologyFile)), {
    overrides: {},
    libp2p: null,
    vary: 'boot.libp: [1, 2]\n',
    releases,
  })
  await expect(varied).rejects.toMatchObject({ files: [{ file: '--vary', diagnostics: [{}] }] })
})

test('a wrong combination of values is remembered by its file, and repeats no mistake', async ({
  folder,
}) => {
  const file = topology(folder, 'a.yaml', 'a')
  const { wrong } = await topologiesToRun([await readTopologyFile(file)], {
    overrides: {},
    libp2p: null,
    vary: 'seed: [1, 2]\n',
    releases: {
      ...releases,
      check: async () => {
        throw new InputError('there is no libp2p 9.9.9')
      },
    },
  })
  expect(wrong.map((one) => one.file)).toEqual([file])
})

test('a file with another mistake on each release has all of them told', () => {
  const mistakes = ['1.9.4', '2.10.0', '1.9.4'].map((release) =>
    problem('missing-package', null, `alice needs a package, which libp2p ${release} lacks`),
  )
  const wrong = mistakes.map((mistake) => ({
    file: 'a.yaml',
    diagnosed: [{ file: 'a.yaml', text: '', diagnostics: [mistake] }],
  }))
  expect(diagnosedIn(wrong)).toEqual([{ file: 'a.yaml', text: '', diagnostics: mistakes.slice(0, 2) }])
})
