/** Explains errors of the user's code and of its packages: where, and what to do. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../../base/errors.ts'
import { ofLibp2p, packageOf } from '../../protocol/module-program.ts'

export interface Explained {
  /** One line. */
  readonly message: string
  /** File, line and column; null: unknown. */
  readonly place: string | null
  /** Advice; null: topo has none. */
  readonly hint: string | null
}

const maximalLength = 400

export interface LoadSurroundings {
  /** Name of the release in messages. */
  readonly release: string
  /** Folder of topo's own program. Its lines are no place of the user's. */
  readonly own: string
}

export function explainLoad(error: unknown, { release, own }: LoadSurroundings): Explained {
  const message = messageOf(error)
    .replaceAll(/\s*\n\s*/g, ' ')
    .slice(0, maximalLength)
  const stack = error instanceof Error ? linesOutside(own, error.stack ?? '') : ''
  const usual = { message, place: placeIn(stack), hint: null }
  return (
    missing(error, stack) ??
    lacking(usual, stack, release) ??
    addOn(usual, error, stack) ?? {
      ...usual,
      hint: hints[codeOf(error)] ?? null,
    }
  )
}

const hints: Readonly<Record<string, string>> = {
  ERR_IMPORT_ATTRIBUTE_MISSING: "write `with { type: 'json' }` behind the import",
  ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING:
    'Node runs no TypeScript in node_modules: build the package first',
}

/** A package or a file that is not there. */
function missing(error: unknown, stack: string): Explained | null {
  const text = messageOf(error)
  const byImport = /^Cannot find (?:package|module) '(.+?)' imported from (.+)/.exec(text)
  const byRequire = /^Cannot find module '(.+?)'\nRequire stack:\n- (.+)/.exec(text)
  const [, wanted, importer] = byImport ?? byRequire ?? []
  if (wanted === undefined || importer === undefined) return null
  const isFile = /^(?:\.|\/|file:|[A-Z]:)/.test(wanted)
  return {
    message: `cannot find what it imports: "${wanted}"`,
    place: lineOf(pathOf(importer), wanted) ?? placeIn(stack),
    hint: isFile ? null : `in the module's project, run: npm install ${packageOf(wanted)}`,
  }
}

/** An import of a name that the other module does not export. */
function lacking(usual: Explained, stack: string, release: string): Explained | null {
  const specifier = /requested module '(.+?)' does not provide an export named/.exec(usual.message)?.[1]
  if (specifier === undefined) return null
  const at = /^(file:\/\/.+|\/.+):(\d+)$/m.exec(stack)
  const hint = ofLibp2p.test(specifier)
    ? `the node runs on ${release}: choose a release that the code is for with \`libp2p:\``
    : `update ${packageOf(specifier)}, or the code that imports it`
  return { ...usual, place: at === null ? usual.place : `${pathOf(at[1] ?? '')}:${at[2]}`, hint }
}

/** A native add-on for another Node, system or processor. */
function addOn(usual: Explained, error: unknown, stack: string): Explained | null {
  const isNone = /no native build|prebuil|bindings file/i.test(usual.message)
  if (codeOf(error) !== 'ERR_DLOPEN_FAILED' && !isNone) return null
  const file =
    /([^\s']+\.node)/.exec(usual.message)?.[1] ?? /\((.*node_modules.*?):\d+:\d+\)/.exec(stack)?.[1] ?? ''
  const [, inside = ''] = file.split(/.*[/\\]node_modules[/\\]/)
  const name = packageOf(inside.replaceAll('\\', '/'))
  const asked = /NODE_MODULE_VERSION (\d+)\b/.exec(usual.message)?.[1]
  const { modules } = process.versions
  const message =
    asked === undefined
      ? usual.message
      : `the native add-on ${file} is for another Node: its NODE_MODULE_VERSION is ${asked}, and that of ${process.version} is ${modules}`
  const { platform, arch, version } = process
  const here = `Node ${version} on ${platform} ${arch}`
  return {
    message,
    place: usual.place,
    hint: `in the module's project, with ${here}, run: npm rebuild${name === '' ? '' : ` ${name}`}`,
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** A stack without the lines of files in the folder. */
function linesOutside(folder: string, stack: string): string {
  const lines = stack.split('\n')
  return lines.filter((line) => !/^ +at /.test(line) || !line.includes(`${folder}/`)).join('\n')
}

/** The first line of a stack that is in the user's own code. */
function placeIn(stack: string): string | null {
  const own = /^ +at (?:.*\()?((?:file:\/\/)?\/(?!.*\/node_modules\/)[^()]+:\d+:\d+)\)?$/m
  return own.exec(stack)?.[1]?.replace(/^file:\/\//, '') ?? null
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file
}

/** Place of an import in a file; null: it is not there as it is. */
function lineOf(file: string, specifier: string): string | null {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    const index = lines.findIndex((line) => line.includes(`'${specifier}`) || line.includes(`"${specifier}`))
    return index === -1 ? file : `${file}:${index + 1}`
  } catch {
    return file
  }
}
