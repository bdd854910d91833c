/**
 * A script: `node scripts/build.ts [folder]` makes the complete package in the folder (default dist), ready for
 * `npm publish ./dist`. The package is JavaScript, because Node does not run TypeScript inside node_modules.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildSync } from 'esbuild'
import { execaSync } from 'execa'
import { pagePrograms, pageSettings } from '../src/runner/reports/page/page-script.ts'
import { adaptPages } from './package-pages.ts'

interface Manifest {
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

const root = path.join(import.meta.dirname, '..')
const folder = path.resolve(process.argv[2] ?? path.join(root, 'dist'))

/** Files that users of the package read and run. */
const copied = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'docs',
  'results/README.md',
  'src/runner/fabrics/netns/wires.py',
  'topologies',
]

rmSync(folder, { recursive: true, force: true })
const { exitCode } = execaSync(
  'tsc',
  ['--project', path.join(root, 'tsconfig.build.json'), '--outDir', folder],
  { preferLocal: true, localDir: root, stdio: 'inherit', reject: false },
)
if (exitCode !== 0) process.exit(1)
const html = 'src/runner/reports/page'
for (const [program, entry] of Object.entries(pagePrograms)) {
  buildSync({
    ...pageSettings,
    entryPoints: [path.join(root, html, 'browser', entry)],
    outfile: path.join(folder, html, `page-${program}.js`),
    bundle: true,
  })
}
const bundler = bundleBundler()
for (const name of copied) cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
adaptPages(folder)
writeManifest(folder, published(readManifest(root)))

/**
 * Puts esbuild into the package, without its install script: npm warns of such scripts, and pnpm fails. The script only
 * saves milliseconds. Returns the packages that hold esbuild's program, one for each platform.
 */
function bundleBundler(): Manifest['optionalDependencies'] {
  const from = path.join(root, 'node_modules/esbuild')
  const to = path.join(folder, 'node_modules/esbuild')
  for (const name of ['lib', 'LICENSE.md'])
    cpSync(path.join(from, name), path.join(to, name), { recursive: true })
  const manifest = readManifest(from)
  // npm takes dependencies of a bundled package for bundled ones, and a global installation would lack them.
  const { scripts, bin, optionalDependencies, ...rest } = manifest
  writeManifest(to, rest)
  return optionalDependencies
}

function readManifest(from: string): Manifest {
  return JSON.parse(readFileSync(path.join(from, 'package.json'), 'utf8'))
}

function writeManifest(to: string, manifest: object): void {
  writeFileSync(path.join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Returns the manifest without the fields for a clone, and with paths to JavaScript. */
function published(manifest: Manifest): object {
  const { private: _private, scripts, allowScripts, devDependencies, bin, exports, ...rest } = manifest
  return {
    ...rest,
    bundleDependencies: ['esbuild'],
    optionalDependencies: bundler,
    bin: mapValues(bin, javaScript),
    exports: mapValues(exports, (file) =>
      file.endsWith('.ts') ? { types: file.replace(/\.ts$/, '.d.ts'), default: javaScript(file) } : file,
    ),
  }
}

function javaScript(file: string): string {
  return file.replace(/\.ts$/, '.js')
}

function mapValues<T>(
  record: Readonly<Record<string, string>>,
  map: (value: string) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
