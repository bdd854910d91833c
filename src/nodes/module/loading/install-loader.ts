/**
 * The loading of a module's code: as Node does it, from the module's own node_modules, with two differences. Imports of
 * libp2p lead to the node's release, and TypeScript comes as the JavaScript that topo made of it. All hooks are
 * synchronous, so the order of loading is the same in each run.
 */
import { readFileSync } from 'node:fs'
import {
  type ResolveFnOutput,
  type ResolveHookContext,
  registerHooks,
  setSourceMapsSupport,
} from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ModuleProgram } from '../../../protocol/module-program.ts'
import { fileFinder } from './find-file.ts'
import { importsOf } from './find-import.ts'
import { sharedCopies } from './one-copy.ts'

type Resolve = Parameters<typeof registerHooks>[0]['resolve']
type Load = Parameters<typeof registerHooks>[0]['load']

/** `own` is the folder of topo's own program. */
export function installLoader(program: ModuleProgram, own: string): void {
  const imports = importsOf(program, own)
  const recorded = pathToFileURL(path.join(own, 'recorded-libp2p.mjs')).href
  const parents = new Map<string, string>()
  const inFolder = (folder: string) => {
    const known = parents.get(folder) ?? pathToFileURL(path.join(folder, 'topo.js')).href
    parents.set(folder, known)
    return known
  }
  const copyOf = sharedCopies(program.release)
  const shared = (usual: ResolveFnOutput): ResolveFnOutput => {
    const file = pathOf(usual.url)
    const copy = file === null ? null : copyOf(file)
    return copy === null ? usual : { ...usual, url: pathToFileURL(copy).href }
  }
  const fileOf = fileFinder()
  const beside = (specifier: string, context: ResolveHookContext): ResolveFnOutput | null => {
    const importer = pathOf(context.parentURL)
    if (importer === null || !context.conditions.includes('import')) return null
    const file = fileOf(specifier, importer)
    return file === null ? null : { url: pathToFileURL(file).href, shortCircuit: true }
  }
  const resolve: Resolve = (specifier, context, next) => {
    const found = imports.find(specifier, pathOf(context.parentURL))
    switch (found.kind) {
      case 'usual':
        if (!isPath.test(specifier)) return shared(next(specifier, context))
        return beside(specifier, context) ?? next(specifier, context)
      case 'file':
        return { url: pathToFileURL(found.path).href, shortCircuit: true }
      case 'recorded':
        return { url: recorded, format: 'module', shortCircuit: true }
      case 'release':
        try {
          return next(specifier, { ...context, parentURL: inFolder(found.folder) })
        } catch (error) {
          if (!lacksExport(error)) throw error
          return next(specifier, context)
        }
    }
  }
  const load: Load = (url, context, next) => {
    const file = pathOf(url)
    const source = file === null ? undefined : program.sources[file]
    if (file === null || source === undefined) return next(url, context)
    return { format: source.format, source: source.code ?? readFileSync(file), shortCircuit: true }
  }
  registerHooks({ resolve, load })
  setSourceMapsSupport(true, { nodeModules: false, generatedCode: false })
}

const isPath = /^(?:[./]|file:|node:)/

/** Path of a file's URL, without its query; null: it has none. */
function pathOf(url: string | undefined): string | null {
  if (url?.startsWith('file:') !== true) return null
  try {
    return fileURLToPath(url)
  } catch {
    return null
  }
}

function lacksExport(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'
}
