import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { explainLoad } from '../../../src/nodes/module/explain-load.ts'
import { test } from '../../support/temporary-folder.ts'

const near = { release: 'libp2p 2.10.0', own: '/cache/topo/bundles/1' }

function errorOf(message: string, code = '', stack = ''): Error {
  return Object.assign(new Error(message), { code, stack: `${stack}Error: ${message}` })
}

test('a missing package is told with the line that imports it, and with what to install', ({ folder }) => {
  const file = path.join(folder, 'index.js')
  writeFileSync(file, "// first\nimport pad from 'left-pad/lib'\n")
  const told = explainLoad(errorOf(`Cannot find package 'left-pad' imported from ${file}`), near)
  expect(told).toEqual({
    message: 'cannot find what it imports: "left-pad"',
    place: `${file}:2`,
    hint: "in the module's project, run: npm install left-pad",
  })
  const required = errorOf(`Cannot find module '@a/b/c'\nRequire stack:\n- ${file}\n- /x.js`)
  expect(explainLoad(required, near).hint).toMatch('npm install @a/b')
})

test.for([
  [
    'a name that the release lacks',
    errorOf(
      "The requested module '@libp2p/interface' does not provide an export named 'setMaxListeners'",
      '',
      "file:///home/me/index.js:3\nimport { setMaxListeners } from '@libp2p/interface'\n",
    ),
    ['setMaxListeners', '/home/me/index.js:3', 'the node runs on libp2p 2.10.0', '`libp2p:`'],
  ],
  [
    'an add-on for another Node',
    errorOf(
      "The module '/p/node_modules/better-sqlite3/build/Release/better_sqlite3.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 93. This version of Node.js requires\nNODE_MODULE_VERSION 137.",
      'ERR_DLOPEN_FAILED',
    ),
    [
      'add-on /p/node_modules/better-sqlite3/build/Release/better_sqlite3.node is for another Node: its NODE_MODULE_VERSION is 93',
      process.version,
      'npm rebuild better-sqlite3',
    ],
  ],
  [
    'an add-on for another processor',
    errorOf('/p/node_modules/@a/db/db.node: wrong ELF class: ELFCLASS32', 'ERR_DLOPEN_FAILED'),
    ['wrong ELF class', `on ${process.platform} ${process.arch}`, 'npm rebuild @a/db'],
  ],
  [
    'an add-on that was never built',
    errorOf(
      'No native build was found for platform=linux arch=x64 runtime=node abi=137\n    loaded from: /p/node_modules/classic-level\n',
      '',
      '    at load (/p/node_modules/classic-level/binding.js:1:1)\n',
    ),
    ['No native build was found', 'npm rebuild classic-level'],
  ],
  [
    'JSON without its attribute',
    errorOf(
      'Module "file:///x.json" needs an import attribute of "type: json"',
      'ERR_IMPORT_ATTRIBUTE_MISSING',
    ),
    ["with { type: 'json' }"],
  ],
  [
    'the program itself',
    errorOf(
      'no disk',
      '',
      '    at open (file:///p/node_modules/x/y.js:1:1)\n    at start (file:///home/me/chat.ts:6:3)\n',
    ),
    ['no disk', '/home/me/chat.ts:6:3'],
  ],
  [
    'an add-on that topo refuses',
    errorOf(
      'it has sockets of its own',
      '',
      '    at refuse (file:///cache/topo/bundles/1/main.mjs:5:12164)\n    at Module.createNode (/home/me/quic.ts:9:7)\n',
    ),
    ['sockets of its own', ' /home/me/quic.ts:9:7 '],
  ],
] as const)('an error of %s is told in one line, with what to do', ([, error, parts]) => {
  const { message, place, hint } = explainLoad(error, near)
  const told = `${message} ${place} ${hint}`
  expect(told.split('\n')).toHaveLength(1)
  for (const part of parts) expect(told).toContain(part)
})
