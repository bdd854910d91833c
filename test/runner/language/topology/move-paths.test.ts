import { expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { movePaths } from '../../../../src/runner/language/topology/move-paths.ts'

function moved(text: string): unknown {
  const document = parseDocument(text, { merge: true })
  movePaths(document, (path) => `moved(${path})`)
  return parseDocument(String(document), { merge: true }).toJS()
}

it.each([
  {
    kind: 'a module',
    before: 'nodes: { a: { kind: module, module: ./a.ts } }',
    after: { nodes: { a: { kind: 'module', module: 'moved(./a.ts)' } } },
  },
  {
    kind: 'the folder of a program',
    before: 'nodes: { a: { kind: command, command: [./a, ./key], cwd: bin } }',
    after: { nodes: { a: { kind: 'command', command: ['./a', './key'], cwd: 'moved(bin)' } } },
  },
  {
    kind: 'the folder of a program that names none',
    before: 'nodes: { a: { kind: command, command: [./a, ./key] } }',
    after: { nodes: { a: { kind: 'command', command: ['./a', './key'], cwd: 'moved(.)' } } },
  },
  {
    kind: 'a checkout of libp2p',
    before: `
      defaults: { libp2p: "local:../a" }
      nodes: { b: { kind: peer, libp2p: "local:b" }, c: { kind: peer, libp2p: 2.10.0 } }
      timeline: [{ at: 1s, fault: restart, node: b, libp2p: "local:c" }]
      search: { faults: { restart: { libp2p: "local:d" } } }`,
    after: {
      defaults: { libp2p: 'local:moved(../a)' },
      nodes: { b: { kind: 'peer', libp2p: 'local:moved(b)' }, c: { kind: 'peer', libp2p: '2.10.0' } },
      timeline: [{ at: '1s', fault: 'restart', node: 'b', libp2p: 'local:moved(c)' }],
      search: { faults: { restart: { libp2p: 'local:moved(d)' } } },
    },
  },
  {
    kind: 'a varied one',
    before: 'vary: { a.module: [x.ts, y.ts], b.cwd: bin, defaults.libp2p: ["local:z", current], seed: 1-3 }',
    after: {
      vary: {
        'a.module': ['moved(x.ts)', 'moved(y.ts)'],
        'b.cwd': 'moved(bin)',
        'defaults.libp2p': ['local:moved(z)', 'current'],
        seed: '1-3',
      },
    },
  },
  {
    kind: 'an alias, once for each place',
    before: 'nodes: { a: &a { kind: module, module: a.ts }, b: *a, c: { <<: *a, module: c.ts } }',
    after: {
      nodes: {
        a: { kind: 'module', module: 'moved(a.ts)' },
        b: { kind: 'module', module: 'moved(a.ts)' },
        c: { kind: 'module', module: 'moved(c.ts)' },
      },
    },
  },
])('moves $kind', ({ before, after }) => {
  expect(moved(before)).toEqual(after)
})

it('leaves alone what only looks like a path', () => {
  const text = `
    name: module
    nodes: { module: { kind: peer, env: { libp2p: "local:a" } }, cwd: { kind: module, module: m, with: { module: ./a } } }
    timeline: [{ at: 1s, expect: log, node: cwd, where: { module: ./a } }]`
  const { nodes, ...rest } = parseDocument(text).toJS()
  expect(moved(text)).toEqual({ ...rest, nodes: { ...nodes, cwd: { ...nodes.cwd, module: 'moved(m)' } } })
})
