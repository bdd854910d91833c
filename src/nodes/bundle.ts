/**
 * The agent and libp2p in one file, which starts four times as fast as from node_modules. Built on first use, for each
 * libp2p release, and kept in the user's cache folder for as long as none of the files that went into it has changed.
 */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder, compiledFolder } from './cache-folder.ts'
import { type ModuleTree, resolveIn } from './releases/resolve-plugin.ts'
import { version } from './version.ts'

/** Environment of a process that runs a bundle: V8 keeps what it compiled beside it. */
export function bundleEnvironment(): Readonly<Record<string, string>> {
  return { NODE_COMPILE_CACHE: compiledFolder() }
}

const settings = {
  bundle: true,
  write: false,
  metafile: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // Half the bytes to parse; identifiers stay readable in stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  banner: {
    // Some dependencies are CommonJS and require() node's own modules.
    js: "import { createRequire as topoCreateRequire } from 'node:module'; const require = topoCreateRequire(import.meta.url);",
  },
  logLevel: 'silent',
} as const

interface Manifest {
  readonly bundle: string
  /** Path -> what changes when the file does. */
  readonly inputs: Readonly<Record<string, string>>
}

/** Path of a bundle of `entry`, a URL relative to this module, with libp2p from `modules` (null: topo's own). */
export async function bundleOf(entry: string, modules: ModuleTree | null = null): Promise<string> {
  const entryPath = fileURLToPath(new URL(entry, import.meta.url))
  const folder = path.join(cacheFolder(), 'bundles')
  const key = createHash('sha256')
    .update(JSON.stringify([version, entryPath, settings, modules]))
    .digest('hex')
    .slice(0, 16)
  const manifestPath = path.join(folder, `${key}.json`)
  const kept = await readManifest(manifestPath)
  if (kept !== null && isCurrent(kept)) return kept.bundle
  await modules?.check?.()
  return build({ entryPath, modules, folder, manifestPath })
}

interface BuildOptions {
  readonly entryPath: string
  readonly modules: ModuleTree | null
  readonly folder: string
  readonly manifestPath: string
}

async function build({ entryPath, modules, folder, manifestPath }: BuildOptions): Promise<string> {
  const { build: esbuild } = await import('esbuild')
  const result = await esbuild({
    ...settings,
    entryPoints: [entryPath],
    plugins: modules === null ? [] : [resolveIn(modules)],
    absWorkingDir: path.parse(entryPath).root,
  })
  const contents = result.outputFiles[0]?.contents ?? new Uint8Array()
  const bundle = path.join(folder, `${createHash('sha256').update(contents).digest('hex').slice(0, 16)}.mjs`)
  const root = path.parse(entryPath).root
  const inputs: Record<string, string> = {}
  for (const input of Object.keys(result.metafile.inputs)) {
    const file = path.join(root, input)
    inputs[file] = identityOf(file)
  }
  await mkdir(folder, { recursive: true })
  await writeAtomically(bundle, contents)
  await writeAtomically(manifestPath, JSON.stringify({ bundle, inputs } satisfies Manifest))
  return bundle
}

async function readManifest(file: string): Promise<Manifest | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Manifest
  } catch {
    return null
  }
}

/** Synchronous, because some hundred calls on other threads would take ten times as long. */
function isCurrent({ bundle, inputs }: Manifest): boolean {
  try {
    statSync(bundle)
    return Object.entries(inputs).every(([file, identity]) => identityOf(file) === identity)
  } catch {
    return false
  }
}

/** Size and change time: unlike the modification time, which archives set, the latter cannot be faked. */
function identityOf(file: string): string {
  const { size, ctimeMs, ino } = statSync(file)
  return `${size} ${ctimeMs} ${ino}`
}

/** Two runs may do this at once: each writes its own file, and the last rename wins. */
async function writeAtomically(file: string, contents: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.${performance.now()}`
  await writeFile(temporary, contents)
  await rename(temporary, file)
}
