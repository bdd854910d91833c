// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of commands
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect } from 'vitest'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'
import { checkMachine } from '../../../../src/runner/run/prepare/check-machine.ts'
import { loadToRun } from '../../../../src/runner/run/prepare/load-to-run.ts'
import { test } from '../../../support/temporary-folder.ts'

/** A topology in `folder` with one node, beside a module and a program. */
function withNode(folder: string, node: string) {
  mkdirSync(path.join(folder, 'peers'))
  for (const file of ['chat.ts', 'peer', 'notes.txt']) writeFileSync(path.join(folder, 'peers', file), '')
  chmodSync(path.join(folder, 'peers/peer'), 0o755)
  const text = `name: x\nfabric: host\nnodes:\n  alice: ${node}\ntimeline: []\n`
  return { file: path.join(folder, 'x.yaml'), text }
}

const loads = (folder: string, node: string) => {
  const source = withNode(folder, node)
  const loaded = loadToRun(source)
  return (loaded.ok ? [] : loaded.file.diagnostics).map(({ code, message, hint, span }) => ({
    code,
    message: message.replaceAll(folder, 'FOLDER'),
    hint: hint?.replaceAll(folder, 'FOLDER') ?? null,
    at: span === null ? null : source.text.slice(span.start, span.end),
  }))
}

describe('a topology that is to run', () => {
  test.for([
    [
      'a module that is not there, and the nearest one',
      '{ kind: module, module: ./peers/caht.ts }',
      'there is no such file',
      'did you mean `./peers/chat.ts`?',
      './peers/caht.ts',
    ],
    [
      'a module that is not there, and where it was looked for',
      '{ kind: module, module: nowhere/chat.ts }',
      'there is no such file',
      'topo looked for it at FOLDER/nowhere/chat.ts',
      'nowhere/chat.ts',
    ],
    [
      'a module that is a folder',
      '{ kind: module, module: peers }',
      'this is a folder, not a file',
      'topo looked for it at FOLDER/peers',
      'peers',
    ],
    [
      'a program that is not there, and the nearest one',
      '{ kind: command, command: [./peeer], cwd: peers }',
      'there is no program FOLDER/peers/peeer: is it built?',
      'did you mean `./peer`?',
      './peeer',
    ],
    [
      'a program that may not be executed',
      '{ kind: command, command: [peers/notes.txt] }',
      'FOLDER/peers/notes.txt may not be executed: chmod +x FOLDER/peers/notes.txt, or name its interpreter first: [node, …]',
      null,
      'peers/notes.txt',
    ],
    [
      'a folder to run in that is not there, and the nearest one',
      '{ kind: command, command: [./peer], cwd: ./pers }',
      'there is no folder FOLDER/pers (`cwd`) to run it in',
      'did you mean `./peers`?',
      './pers',
    ],
  ] as const)('is told of %s', ([, node, message, hint, at], { folder }) => {
    expect(loads(folder, node)).toEqual([{ code: 'missing-file', message, hint, at }])
  })

  test.for([
    ['a module', '{ kind: module, module: ./peers/chat.ts }'],
    ['a program', '{ kind: command, command: [./peer], cwd: peers }'],
    ['a program that is looked for in PATH', '{ kind: command, command: [no-such-program] }'],
    ['a program that a placeholder names', '{ kind: command, command: ["./${name}"] }'],
    ['a program that may still come', '{ kind: command, command: [./later], start: manual }'],
  ] as const)('has no mistake in %s', ([, node], { folder }) => {
    expect(loads(folder, node)).toEqual([])
  })

  test('has diagnostics of missing files beside other mistakes', ({ folder }) => {
    const found = loads(folder, '{ kind: module, module: ./chat.ts, relays: [boot], port: no }')
    expect(found.map(({ code }) => code)).toEqual([
      'missing-file',
      'selector-without-match',
      'unsupported-by-fabric',
      'wrong-type',
    ])
  })
})

test('a machine without nft is told at the fabric, with the package to install', () => {
  const text = 'name: x\nfabric: netns\nnodes:\n  boot: { kind: boot-node }\ntimeline: []\n'
  const tools = { reason: 'fabric netns needs `nft`', remedy: 'apt install nftables' }
  const loaded = loadToRun({ file: 'x.yaml', text }, {}, (topology) => checkMachine(topology, () => tools))
  const [found] = loaded.ok ? [] : loaded.file.diagnostics
  expect(found).toMatchObject({ code: 'missing-tool', message: tools.reason, hint: tools.remedy })
  expect(text.slice(found?.span?.start, found?.span?.end)).toBe('netns')
  const elsewhere = loadToRun({ file: 'x.yaml', text }, { fabric: 'virtual' }, (topology) =>
    checkMachine(topology, () => tools),
  )
  expect(elsewhere.ok).toBe(true)
})

test('a topology that is only read does not need its files', ({ folder }) => {
  expect(loadTopology(withNode(folder, '{ kind: module, module: ./nowhere.ts }')).ok).toBe(true)
})
