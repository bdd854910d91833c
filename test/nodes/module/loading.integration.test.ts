import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { agentPrograms } from '../../../src/runner/releases/agent-programs.ts'
import { Releases } from '../../../src/runner/releases/releases.ts'
import { root } from '../../support/run-topology.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A WebAssembly module that exports a memory. */
const wasm = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 0x6d, 2, 0]

/** The version of a package of topo's own. */
function versionOf(name: string): string {
  const file = path.join(root, 'node_modules', name, 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** Packages as they are on npm: each needs something that a bundle takes from it. */
const packages: Readonly<Record<string, Readonly<Record<string, string | object | Uint8Array>>>> = {
  'common-js': {
    'package.json': { main: './lib/main.cjs' },
    'lib/main.cjs':
      "const fs = require('fs'); module.exports = { folder: __dirname, own: require('../package.json').main, file: __filename, text: fs.readFileSync(__dirname + '/asset.txt', 'utf8'), later: () => require('./later.cjs') }",
    'lib/later.cjs': "exports.name = 'later'",
    'lib/asset.txt': 'an asset',
  },
  'own-manifest': {
    'package.json': { type: 'module', version: '7.8.9', main: 'dist/src/index.js' },
    'dist/src/index.js':
      "import { createRequire } from 'node:module'\nexport const { version } = createRequire(import.meta.url)('../../package.json')",
  },
  assets: {
    'package.json': { type: 'module', main: 'index.js' },
    'index.js': `import { readFileSync } from 'node:fs'
      import data from './data.json' with { type: 'json' }
      export const text = readFileSync(new URL('./asset.txt', import.meta.url), 'utf8')
      export { data }
      const made = await WebAssembly.instantiate(readFileSync(new URL('./memory.wasm', import.meta.url)))
      export const memory = made.instance.exports.m.constructor.name`,
    'data.json': { answer: 42 },
    'asset.txt': 'beside the code',
    'memory.wasm': new Uint8Array(wasm),
  },
  conditions: {
    'package.json': {
      exports: {
        '.': { browser: './browser.js', import: './import.mjs', require: './require.cjs' },
        './inner': { node: './node.mjs', default: './browser.js' },
      },
    },
    'import.mjs': "export const how = 'import'",
    'require.cjs': "exports.how = 'require'",
    'node.mjs': "export const where = 'node'",
    'browser.js': "throw new Error('this is no browser')",
  },
  'own-copy': {
    'package.json': { type: 'module', main: 'index.js' },
    'index.js':
      "import * as own from '@libp2p/interface'\nimport { createLibp2p } from 'libp2p'\nexport { own, createLibp2p }",
    'node_modules/@libp2p/interface/package.json': { type: 'module', main: 'index.js' },
    'node_modules/@libp2p/interface/index.js':
      "export const isOwnCopy = true\nexport const peerIdSymbol = 'own'",
    'node_modules/libp2p/package.json': { type: 'module', main: 'index.js' },
    'node_modules/libp2p/index.js': 'export const createLibp2p = () => {}',
  },
  weald: {
    'package.json': { type: 'module', version: versionOf('weald'), main: 'dist/src/index.js' },
    'dist/src/index.js': "export default 'own copy'",
  },
  multiformats: {
    'package.json': { type: 'module', version: '0.0.1', main: 'index.js' },
    'index.js': "export default 'own copy'",
  },
  '@libp2p/of-nobody': {
    'package.json': { type: 'module', main: 'index.js' },
    'index.js': "export { peerIdSymbol } from '@libp2p/interface'",
  },
}

const sources = {
  'tsconfig.json': {
    compilerOptions: { paths: { '~/*': ['./lib/*'] }, jsx: 'react', jsxFactory: 'element' },
  },
  'main.ts': `import { createRequire } from 'node:module'
    import common from 'common-js'
    import { version } from 'own-manifest'
    import * as assets from 'assets'
    import * as imported from 'conditions'
    import { where } from 'conditions/inner'
    import { own, createLibp2p as theirs } from 'own-copy'
    import { peerIdSymbol as ofNobody } from '@libp2p/of-nobody'
    import { peerIdSymbol } from '@libp2p/interface'
    import { createLibp2p } from 'libp2p'
    import debug from 'weald'
    import formats from 'multiformats'
    import { Colour } from './lib/colour'
    import { shape, type Shape } from './lib/shape.js'
    import { page } from '~/page'
    const require = createRequire(import.meta.url)
    const later: Shape = shape
    export const report = async () => ({
      common: { ...common, later: common.later().name }, version,
      assets: { text: assets.text, data: assets.data, memory: assets.memory },
      conditions: [imported.how, require('conditions').how, where],
      oneCopy: [own.peerIdSymbol === peerIdSymbol, 'isOwnCopy' in own, ofNobody === peerIdSymbol, theirs === createLibp2p],
      shared: [typeof debug, formats],
      typescript: [Colour.Green, later.name, page, (await import('./lib/' + 'dynamic.ts')).answer],
      url: import.meta.url, folder: import.meta.dirname, arguments: process.argv.length,
    })`,
  'lib/colour.ts': 'export enum Colour { Red, Green }',
  'lib/shape.ts': "export interface Shape { name: string }\nexport const shape: Shape = { name: 'round' }",
  'lib/page.tsx': 'const element = (name: string) => name\nexport const page = <p>text</p>',
  'lib/dynamic.ts': 'export const answer: number = 42',
}

function write(folder: string, files: Readonly<Record<string, string | object | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    const isRaw = typeof content === 'string' || content instanceof Uint8Array
    writeFileSync(file, isRaw ? content : JSON.stringify(content))
  }
}

describe('a module', () => {
  const folder = temporaryFolder()
  let told: Record<string, unknown>

  beforeAll(async () => {
    write(folder, sources)
    for (const [name, files] of Object.entries(packages))
      write(path.join(folder, 'node_modules', name), files)
    const module = path.join(folder, 'main.ts')
    const program = await agentPrograms([{ libp2p: 'current', module }], new Releases())
    const loader = path.join(root, 'test/fixtures/programs/load-module.ts')
    const { stdout } = await execa(process.execPath, [loader, ...program('current', module)])
    told = JSON.parse(stdout) as Record<string, unknown>
  }, 60_000)

  it('gets CommonJS packages in their folders', () => {
    const lib = path.join(folder, 'node_modules/common-js/lib')
    expect(told['common']).toEqual({
      folder: lib,
      own: './lib/main.cjs',
      file: path.join(lib, 'main.cjs'),
      text: 'an asset',
      later: 'later',
    })
  })

  it('gets packages that read their package.json, their assets, JSON and WebAssembly', () => {
    expect(told['version']).toBe('7.8.9')
    expect(told['assets']).toEqual({ text: 'beside the code', data: { answer: 42 }, memory: 'Memory' })
  })

  it('gets what the conditions in `exports` say', () => {
    expect(told['conditions']).toEqual(['import', 'require', 'node'])
  })

  it('shares one copy of libp2p with all its packages, even with those that have a copy of their own', () => {
    expect(told['oneCopy']).toEqual([true, false, true, true])
  })

  it('shares with libp2p what both have in the same version', () => {
    expect(told['shared']).toEqual(['function', 'own copy'])
  })

  it('may be TypeScript with enums, JSX, paths, and imports without extension', () => {
    expect(told['typescript']).toEqual([1, 'round', 'p', 42])
  })

  it('has its own URL', () => {
    expect(told).toMatchObject({ url: `file://${path.join(folder, 'main.ts')}`, folder })
  })
})
