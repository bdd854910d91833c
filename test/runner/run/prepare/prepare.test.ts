import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect } from 'vitest'
import { HarnessError, InputError } from '../../../../src/base/errors.ts'
import type { Source } from '../../../../src/runner/language/plan/load.ts'
import type { ModuleTree } from '../../../../src/runner/releases/resolve-plugin.ts'
import {
  isPrepared,
  type Prepared,
  type PrepareOptions,
  prepare,
} from '../../../../src/runner/run/prepare/prepare.ts'
import { test } from '../../../support/temporary-folder.ts'

/** Stands in for the registry and the store: version 2 is 2.10.0, and `folder` holds each installed release. */
class FakeReleases {
  readonly calls: string[] = []
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async exact(text: string, folder: string): Promise<string> {
    if (text.startsWith('local:')) return `local:${path.resolve(folder, text.slice('local:'.length))}`
    return text === '2.x' ? '2.10.0' : text
  }

  async check(release: string): Promise<void> {
    this.calls.push(`check ${release}`)
    if (release.endsWith('/gone')) throw new InputError(`there is no ${release.slice('local:'.length)}`)
    if (release === '9.9.9') throw new InputError('there is no libp2p 9.9.9; near it are 3.3.5')
    if (release === '3.3.4') throw new HarnessError('npm cannot be reached')
  }

  async modules(release: string): Promise<ModuleTree> {
    this.calls.push(`modules ${release}`)
    return { id: release, version: release, folders: [this.#folder] }
  }
}

const text = (nodes: string, timeline = '[]') =>
  `name: x\ndefaults: { libp2p: 2.x }\nnodes:\n  boot: { kind: boot-node }\n${nodes}timeline: ${timeline}\n`

const prepared = (results: readonly Prepared[]) =>
  results.map((one) => {
    if (!isPrepared(one)) throw new Error(JSON.stringify(one))
    return one.plan
  })

const prepareAll = (sources: readonly Source[], options: PrepareOptions) =>
  prepare(
    sources.map((source) => ({ read: { ok: true, source }, overrides: { seed: 3 } })),
    options,
  )

describe('preparing topologies', () => {
  test('gives exact releases, absolute paths and the overrides, seen from the folder of the file', async ({
    folder,
  }) => {
    const releases = new FakeReleases(folder)
    const nodes = '  alice: { kind: peer, libp2p: "local:../js" }\n'
    const sources = [{ file: path.join(folder, 'a/x.yaml'), text: text(nodes) }]
    const [plan] = prepared(await prepareAll(sources, { releases }))
    expect(plan?.seed).toBe(3)
    expect(plan?.nodes.map(({ libp2p }) => libp2p)).toEqual(['2.10.0', `local:${path.join(folder, 'js')}`])
    expect(releases.calls).toEqual([`check local:${path.join(folder, 'js')}`, 'check 2.10.0'].toSorted())
  })

  test('returns the mistakes of each file, beside those that are right', async ({ folder }) => {
    const releases = new FakeReleases(folder)
    const sources = ['a', 'b', 'a', 'c'].map((name) => ({
      file: `${name}.yaml`,
      text: text(name === 'b' ? '' : '  alice: { kind: pear }\n'),
    }))
    const result = await prepareAll(sources, { releases })
    expect(result.map((one) => (isPrepared(one) ? one.plan.name : one.file))).toEqual([
      'a.yaml',
      'x',
      'a.yaml',
      'c.yaml',
    ])
  })

  test('passes on why a file could not be read', async ({ folder }) => {
    const file = { file: 'x.yaml', text: '', diagnostics: [] }
    const unread = { read: { ok: false, file }, overrides: {} } as const
    const result = await prepare([unread], { releases: new FakeReleases(folder) })
    expect(result).toEqual([file])
  })

  test('checks the timeline of an open run, and leaves it out of the plan', async ({ folder }) => {
    const releases = new FakeReleases(folder)
    const good = { file: 'x.yaml', text: text('', '[{ at: 1s, fault: restart, node: boot, libp2p: 1.9.4 }]') }
    const [plan] = prepared(await prepareAll([good], { releases, isOpen: true }))
    expect(plan?.timeline).toEqual([])
    const wrong = { file: 'x.yaml', text: text('', '[{ at: 1s, fault: restart, node: bot }]') }
    expect(await prepareAll([wrong], { releases, isOpen: true })).toMatchObject([{ diagnostics: [{}] }])
  })

  test('needs no timeline for an open run, and one for any other', async ({ folder }) => {
    const releases = new FakeReleases(folder)
    const none = { file: 'x.yaml', text: text('').replace('timeline: []\n', '') }
    expect(await prepareAll([none], { releases, isOpen: true })).toMatchObject([{ plan: {} }])
    expect(await prepareAll([none], { releases })).toMatchObject([{ diagnostics: [{}] }])
  })
})

describe('a node that needs a package of its release', () => {
  const needing = text('  alice: { kind: peer, autonat: v2 }\n')

  test('is refused when the release does not have it', async ({ folder }) => {
    const releases = new FakeReleases(folder)
    const span = { start: needing.indexOf('alice'), end: needing.indexOf('alice') + 'alice'.length }
    expect(await prepareAll([{ file: 'x.yaml', text: needing }], { releases })).toMatchObject([
      {
        diagnostics: [
          {
            code: 'missing-package',
            message: 'alice needs @libp2p/autonat-v2, which libp2p 2.10.0 lacks',
            hint: 'leave it out, or choose a newer release',
            span,
          },
        ],
      },
    ])
    mkdirSync(path.join(folder, 'node_modules/@libp2p/autonat-v2'), { recursive: true })
    expect(prepared(await prepareAll([{ file: 'x.yaml', text: needing }], { releases }))).toHaveLength(1)
  })

  test('has every release checked before the first one is installed', async ({ folder }) => {
    const releases = new FakeReleases(folder)
    const other = needing.replace('2.x', '9.9.9')
    const sources = [needing, other].map((source, index) => ({ file: `${index}.yaml`, text: source }))
    await prepareAll(sources, { releases })
    expect(releases.calls).toEqual(['check 2.10.0', 'check 9.9.9', 'modules 2.10.0'])
  })
})

describe('a release that does not exist', () => {
  const places = text(
    '  alice: { kind: peer, libp2p: 9.9.9 }\n  bob: { kind: peer, libp2p: "local:gone" }\n',
    '[{ fault: restart, node: boot, libp2p: 9.9.9 }]',
  )

  test('is told at each of its places, and beside the other wrong releases', async ({ folder }) => {
    const releases = new FakeReleases(folder)
    const [found] = await prepareAll([{ file: 'x.yaml', text: places }], { releases })
    const told = (found !== undefined && 'diagnostics' in found ? found.diagnostics : []).map(
      ({ message, hint, span }) => [message, hint, places.slice(span?.start, span?.end)],
    )
    const gone = path.join(process.cwd(), 'gone')
    expect(told).toEqual([
      ['there is no libp2p 9.9.9', 'near it are 3.3.5', '9.9.9'],
      ['there is no libp2p 9.9.9', 'near it are 3.3.5', '9.9.9'],
      [`there is no ${gone}`, null, '"local:gone"'],
    ])
  })

  test('is no mistake of the file when the registry cannot be reached', async ({ folder }) => {
    const sources = ['3.3.4', '2.x'].map((release) => ({
      file: `${release}.yaml`,
      text: text('').replace('2.x', release),
    }))
    const [first, second] = await prepareAll(sources, { releases: new FakeReleases(folder) })
    expect(first).toMatchObject({ file: '3.3.4.yaml', reason: { message: 'npm cannot be reached' } })
    expect(second).toMatchObject({ plan: { name: 'x' } })
  })
})
