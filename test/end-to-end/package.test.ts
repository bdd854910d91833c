/** The published package, tested: built, packed, installed into an empty folder, and run there. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { publint } from 'publint'
import { beforeAll, describe, expect, it } from 'vitest'
import { packInto } from '../support/pack-into.ts'
import { root } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const built = path.join(temporaryFolder(), 'dist')
const project = temporaryFolder()
const installed = path.join(project, 'node_modules/libp2p-topo')

/** Keeps npx from the registry. */
const installedOnly = ['--no-install']

/** Milliseconds. */
const installTime = 600_000

/** The release that the lock file names, not the one of the day. */
const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/vitest/package.json'), 'utf8'))
const vitestHere = `vitest@${version}`

/** The oldest TypeScript that topo's declarations are for. */
const oldestTypeScript = 'typescript@5.8.3'

let packed = ''

beforeAll(async () => {
  packed = await packInto(project, built)
  const quick = ['--prefer-offline', '--no-audit', '--no-fund']
  const beside = [vitestHere, oldestTypeScript, '@types/node@24']
  await execa('npm', ['install', ...quick, packed, ...beside], { cwd: project })
}, installTime)

describe('the published package', () => {
  it('has nothing that publint minds', async () => {
    const { messages } = await publint({ pkgDir: built, strict: true })
    expect(messages).toEqual([])
  })

  it('holds JavaScript, declarations, licences, documentation, topologies and the wires of namespaces, and nothing else', () => {
    expect(readdirSync(installed).sort()).toEqual([
      ...['CHANGELOG.md', 'LICENSE-APACHE', 'LICENSE-MIT', 'README.md'],
      ...['cli.d.ts', 'cli.js', 'docs', 'node_modules', 'package.json', 'results', 'src', 'topologies'],
    ])
    const files = readdirSync(path.join(installed, 'src'), { recursive: true, encoding: 'utf8' })
    const others = files.filter((file) => path.extname(file) !== '' && !/\.(js|d\.ts)$/.test(file))
    expect(others).toEqual(['runner/fabrics/netns/wires.py'])
  })

  it('has pages that speak to somebody who installed it, and link to nothing that is not there', () => {
    const readme = readFileSync(path.join(installed, 'README.md'), 'utf8')
    expect(readme).toContain('npm install --save-dev libp2p-topo')
    expect(readme).not.toMatch(/npm ci|<!--|not on npm/)
    const pages = globSync('**/*.md', { cwd: installed, exclude: ['node_modules/**'] })
    const dead = pages.flatMap((page) =>
      [...readFileSync(path.join(installed, page), 'utf8').matchAll(/\]\(([^)#\s]+)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => !existsSync(path.join(installed, path.dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    )
    expect(dead).toEqual([])
  })

  it('brings no install script, because npm warns of them and pnpm fails', () => {
    const { packages } = JSON.parse(readFileSync(path.join(project, 'package-lock.json'), 'utf8'))
    const scripted = Object.entries(packages).filter(([, one]) => Object(one).hasInstallScript)
    const here = scripted.map(([name]) => name).filter((name) => existsSync(path.join(project, name)))
    expect(here).toEqual([])
  })

  it('says its version to npx', async () => {
    const options = { cwd: project, env: environment() }
    const { stdout } = await execa('npx', [...installedOnly, 'topo', '--version'], options)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('runs a shipped topology', async () => {
    copyFileSync(path.join(installed, 'topologies/hello.yaml'), path.join(project, 'hello.yaml'))
    const { exitCode, stdout } = await topo('run', 'hello.yaml')
    expect(stdout).toContain('PASS  hello: 1 of 1 expectation holds')
    expect(exitCode).toBe(0)
    expect(existsSync(path.join(project, 'results/hello/latest/verdict.json'))).toBe(true)
    const page = readFileSync(path.join(project, 'results/hello/latest/report.html'), 'utf8')
    expect(page).toContain('adoptedStyleSheets')
  })

  it('runs when it is installed globally', async () => {
    const prefix = temporaryFolder()
    const flags = ['--global', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund']
    await execa('npm', ['install', ...flags, packed], { cwd: prefix })
    const program = path.join(prefix, 'bin/topo')
    const file = path.join(installed, 'topologies/hello.yaml')
    // Without a cache, so that it makes the programs of the nodes.
    const env = { ...environment(), TOPO_CACHE: path.join(prefix, 'cache') }
    const { exitCode, all } = await execa(program, ['run', file], {
      cwd: prefix,
      env,
      reject: false,
      all: true,
    })
    expect(all).toContain('PASS  hello: 1 of 1 expectation holds')
    expect(exitCode).toBe(0)
  })

  it('runs a boot-node by itself', async () => {
    const cli = path.join(installed, 'cli.js')
    const flags = ['--dev', '--port', '0', '--rendezvous', '--kad', '/ipfs/kad/1.0.0', '--metrics-port', '0']
    const node = execa(process.execPath, [cli, 'boot-node', ...flags], { cwd: project, reject: false })
    for await (const line of node) {
      if (line.endsWith('/metrics')) node.kill('SIGTERM')
    }
    const { exitCode, stdout } = await node
    expect(stdout).toMatch(/^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/p2p\/12D3KooW/)
    expect(exitCode).toBe(0)
  })

  it('writes a topology to start from, which passes', async () => {
    expect((await topo('new', 'first', '--dir', '.')).exitCode).toBe(0)
    const { exitCode, stdout } = await topo('run', 'first.yaml')
    expect(stdout).toContain('PASS  first')
    expect(exitCode).toBe(0)
  })

  it('can be imported', async () => {
    const program = "const { loadTopology } = await import('libp2p-topo'); console.log(typeof loadTopology)"
    const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', program], { cwd: project })
    expect(stdout).toBe('function')
  })
})

describe('the example for Vitest', () => {
  // In the project, so that it uses what is installed there.
  const example = path.join(project, 'example')
  const vitest = (...args: readonly string[]) =>
    execa('vitest', ['run', ...args], {
      cwd: example,
      preferLocal: true,
      localDir: project,
      // What runs these tests is not to be seen by those.
      env: { ...environment(), VITEST: '', CI: '' },
      reject: false,
      all: true,
    })

  beforeAll(() => {
    cpSync(path.join(root, 'examples/vitest'), example, { recursive: true })
    writeFileSync(path.join(example, 'use.ts'), useOfTheApi)
  })

  it.each([
    // All declarations that it uses are checked, too.
    {
      typeScript: 'the newest',
      bin: path.join(root, 'node_modules/typescript/bin/tsc'),
      flags: ['--skipLibCheck', 'false'],
    },
    { typeScript: 'the oldest', bin: path.join(project, 'node_modules/typescript/bin/tsc'), flags: [] },
  ])('has types for strict TypeScript, $typeScript', async ({ bin, flags }) => {
    const { stdout } = await execa(process.execPath, [bin, '-p', '.', ...flags], {
      cwd: example,
      reject: false,
    })
    expect(stdout).toBe('')
  })

  it('passes with the published package', async () => {
    const { exitCode, all } = await vitest()
    expect(all).toMatch(/Tests .*3 passed/)
    expect(exitCode).toBe(0)
  })

  it('runs again in watch mode when a topology changes', async () => {
    const file = path.join(example, 'relay-restart.yaml')
    const watching = execa('vitest', ['--watch', '-t', 'a topology file passes'], {
      cwd: example,
      preferLocal: true,
      localDir: project,
      env: { ...environment(), VITEST: '', CI: '', NO_COLOR: '1' },
      reject: false,
      all: true,
    })
    let ends = 0
    for await (const line of watching.iterable({ from: 'all' })) {
      if (!/Waiting for file changes/.test(line)) continue
      ends += 1
      if (ends === 1) writeFileSync(file, `${readFileSync(file, 'utf8')}# changed\n`)
      else watching.kill('SIGTERM')
    }
    const { all } = await watching
    expect(all).toMatch(/RERUN .*relay-restart\.yaml/)
    expect(all.match(/1 passed/g)).toHaveLength(4)
    expect(ends).toBe(2)
  })

  it('shows the story and the report of a run when its test fails', async () => {
    const file = path.join(example, 'relay-restart.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('recovery: relisten', 'recovery: none'))
    const { exitCode, all } = await vitest('-t', 'a topology file passes')
    expect(all).toMatch(/FAIL {2}relay-restart: alice .*reservation on boot/)
    expect(all).toMatch(/topo report: .*results\/relay-restart\/.*report\.html/)
    expect(exitCode).toBe(1)
  })

  it('is shown by node:test too', async () => {
    writeFileSync(path.join(example, 'node.test.mjs'), testForNode)
    const { exitCode, all } = await execa(process.execPath, ['--test', 'node.test.mjs'], {
      cwd: example,
      env: { ...environment(), NODE_TEST_CONTEXT: undefined },
      reject: false,
      all: true,
    })
    expect(all).toMatch(/FAIL {2}relay-restart: alice .*reservation on boot/)
    expect(all).toMatch(/topo report: .*results\/relay-restart\/.*report\.html/)
    expect(exitCode).toBe(1)
  })
})

const useOfTheApi = `
import { loadTopology, openResults, type Plan, runBootNode, startTopology, type Verdict } from 'libp2p-topo'

export function planOf(text: string): Plan | null {
  const loaded = loadTopology({ file: 'a.yaml', text })
  // @ts-expect-error only a valid topology has a plan
  loaded.plan
  return loaded.ok ? loaded.plan : null
}
export const verdict: Verdict = openResults('results/hello').verdict
export const peerId = async (config: Parameters<typeof runBootNode>[0]) => (await runBootNode(config)).host.peerId.toString()
export async function lost() {
  await using net = await startTopology({ name: 'a', nodes: { boot: { kind: 'boot-node' } } })
  await using cut = await net.fault({ fault: 'cut', between: ['a', 'boot'], mode: 'blackhole' })
  // @ts-expect-error there is no such fault
  await net.fault({ fault: 'cat', between: ['a', 'boot'] })
  return cut.changes
}
`

const testForNode = `
import test from 'node:test'
import { runTopology } from 'libp2p-topo'
import { assertPass } from 'libp2p-topo/node-test'

test('a topology passes', async () => assertPass(await runTopology('relay-restart.yaml')))
`

describe('on a Node that is too old, topo', () => {
  const cli = path.join(installed, 'cli.js')
  const pretend =
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })"
  const oldNode = findOldNode()

  it.each([
    { how: 'pretended', node: process.execPath, args: ['--import', `data:text/javascript,${pretend}`] },
    ...(oldNode === null ? [] : [{ how: oldNode, node: oldNode, args: [] }]),
  ])('prints the needed version and ends with 2 ($how)', async ({ node, args }) => {
    const { exitCode, stdout, stderr } = await execa(node, [...args, cli, 'run', 'hello.yaml'], {
      cwd: project,
      reject: false,
    })
    expect(stderr).toMatch(/^topo: this is Node 2\d\.\d+\.\d+, and topo needs Node 22\.18 or newer/)
    expect(stderr).toContain('"npm install --save-dev node@24", then "npx topo ..."')
    expect(stderr).not.toMatch(/^ +at /m)
    expect(stdout).toBe('')
    expect(exitCode).toBe(2)
  })
})

/** Runs the installed topo, with Node from this process. */
function topo(...args: readonly string[]) {
  const program = path.join(project, 'node_modules/.bin/topo')
  return execa(program, args, { cwd: project, env: environment(), reject: false })
}

function environment() {
  return {
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH']}`,
    TOPO_CACHE: path.join(project, 'cache'),
  }
}

/** A Node older than topo takes, if the machine has one. */
function findOldNode(): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const node = path.join(folder, 'node')
    if (!existsSync(node)) continue
    const [major = 0, minor = 0] = execFileSync(node, ['--version'], { encoding: 'utf8' })
      .slice(1)
      .split('.')
      .map(Number)
    if (major < 22 || (major === 22 && minor < 18)) return node
  }
  return null
}
