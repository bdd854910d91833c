/**
 * The user's own code of a module, without packages: esbuild finds its files and mistakes in them, and makes JavaScript of
 * each file that is TypeScript or JSX. Node's own removal of types knows no enums, no JSX and no `paths`.
 */
import { existsSync, realpathSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ImportKind, Metafile, OnResolveArgs, Plugin } from 'esbuild'
import {
  type ModuleProgram,
  type ModuleSource,
  ofLibp2p,
  packageOf,
  type ReleasePackages,
} from '../../protocol/module-program.ts'

export interface OwnCode extends Pick<ModuleProgram, 'sources' | 'imports'> {
  /** The module's own file, without symbolic links. */
  readonly file: string
  /** All files, with this one. */
  readonly files: readonly string[]
}

const settings = {
  write: false,
  metafile: true,
  logLevel: 'silent',
  platform: 'node',
  format: 'esm',
  target: 'node22',
} as const

/** Throws esbuild's failure when a file is broken, or imports what is not there. */
export async function ownCodeOf(module: string, release: ReleasePackages): Promise<OwnCode> {
  const { build } = await import('esbuild')
  const file = realpathSync(module)
  const { root } = path.parse(file)
  const { metafile } = await build({
    ...settings,
    bundle: true,
    entryPoints: [file],
    absWorkingDir: root,
    outdir: root,
    plugins: [packagesOutside(release)],
  })
  const inputs = Object.entries(metafile.inputs).map(
    ([name, input]) => [path.join(root, name), input] as const,
  )
  const typed = inputs.filter(([name]) => isTyped(name))
  const made = await compile(
    typed.map(([name]) => name),
    root,
  )
  return {
    file,
    files: inputs.map(([name]) => name),
    sources: Object.fromEntries(
      inputs.flatMap(([name, input]) => {
        const source = sourceOf(name, input, made.get(name) ?? null)
        return source === null ? [] : [[name, source]]
      }),
    ),
    imports: Object.fromEntries(
      inputs.flatMap(([name, input]) => {
        const found = unusualImports(name, input, root)
        return Object.keys(found).length === 0 ? [] : [[name, found]]
      }),
    ),
  }
}

function isTyped(file: string): boolean {
  return /\.(?:[cm]?ts|[jt]sx)$/.test(file)
}

/** Path -> JavaScript with an inline source map. */
async function compile(files: readonly string[], root: string): Promise<ReadonlyMap<string, string>> {
  if (files.length === 0) return new Map()
  const { build } = await import('esbuild')
  const { format: _, ...kept } = settings
  const result = await build({
    ...kept,
    entryPoints: [...files],
    absWorkingDir: root,
    // Each output lies beside its source, for the paths in source maps.
    outdir: root,
    outbase: root,
    sourcemap: 'inline',
    sourcesContent: false,
  })
  return new Map(
    result.outputFiles.flatMap(({ path: output, text }) => {
      const entry = result.metafile.outputs[path.relative(root, output)]?.entryPoint
      return entry === undefined ? [] : [[path.join(root, entry), text] as const]
    }),
  )
}

/** null: Node takes the file as it is. */
function sourceOf(
  file: string,
  { format }: Metafile['inputs'][string],
  code: string | null,
): ModuleSource | null {
  const extension = path.extname(file)
  if (code === null) {
    // Node looks into package.json for `.js`, and a file with import statements may lack the `type` there.
    return extension === '.js' && format === 'esm' ? { format: 'module', code } : null
  }
  return { format: extension === '.cts' || format === 'cjs' ? 'commonjs' : 'module', code }
}

/** Imports by specifiers that are not paths of files: without an extension, with `.js` for `.ts`, by `paths`. */
function unusualImports(
  file: string,
  { imports }: Metafile['inputs'][string],
  root: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    imports.flatMap(({ original, path: found, external }) => {
      if (original === undefined || external === true) return []
      const target = path.join(root, found)
      const isUsual = /^\.{0,2}\//.test(original) && path.resolve(path.dirname(file), original) === target
      return isUsual ? [] : [[original, target]]
    }),
  )
}

/** Leaves out what Node loads by itself: packages, native add-ons and WebAssembly. */
export function packagesOutside(release: ReleasePackages): Plugin {
  const outside = ({ path: specifier }: OnResolveArgs) => ({ path: specifier, external: true })
  return {
    name: 'topo-packages-outside',
    setup: (build) => {
      build.onResolve({ filter: /^[./].*\.(?:node|wasm)$/ }, (args) => {
        const isThere = existsSync(path.resolve(args.resolveDir, args.path))
        return isThere ? outside(args) : null
      })
      build.onResolve({ filter: /^#/ }, outside)
      build.onResolve({ filter: /^[^./#]/ }, (args) => {
        const { path: specifier, importer, kind } = args
        if (kind === 'entry-point' || specifier.startsWith('node:')) return null
        const isKnown = packageOf(specifier) in release.from || isInstalled(specifier, importer)
        if (isKnown) return outside(args)
        if (!ofLibp2p.test(specifier)) return null
        // At run time, a program may do without what it imports with these.
        if (deferred.has(kind)) return outside(args)
        const text = `Neither ${release.id} as topo has it nor the module's own project has "${specifier}"`
        return { errors: [{ text }] }
      })
    },
  }
}

const deferred: ReadonlySet<ImportKind> = new Set(['dynamic-import', 'require-call', 'require-resolve'])

function isInstalled(specifier: string, importer: string): boolean {
  try {
    return findPackageJSON(specifier, pathToFileURL(importer)) !== undefined
  } catch {
    return false
  }
}
