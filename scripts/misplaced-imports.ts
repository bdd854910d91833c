/** Finds imports from a room that the importing room may not use, types included. */
import path from 'node:path'
import { parseSync } from 'oxc-parser'
import type { Rooms } from './rooms.ts'

export interface SourceFile {
  /** Relative to the project, with slashes. */
  readonly path: string
  readonly text: string
}

/** Returns one sentence for each import in the wrong direction, with the place of the import. */
export function misplacedImports(files: readonly SourceFile[], rooms: Rooms): readonly string[] {
  return files.flatMap((file) => {
    const from = roomOf(file.path, rooms)
    return importsOf(file).flatMap(({ target, line }) => {
      if (isAllowed(from, target, rooms)) return []
      const may = from === null ? [] : (rooms[from] ?? [])
      const list = may.length === 0 ? 'no other room' : may.join(', ')
      return [`${file.path}:${line} imports ${target}, but ${from ?? 'this folder'} may import from ${list}`]
    })
  })
}

function isAllowed(from: string | null, target: string, rooms: Rooms): boolean {
  const to = roomOf(target, rooms)
  if (to === null || from === null) return to === from
  return to === from || (rooms[from] ?? []).some((room) => isIn(room, target))
}

/** Returns the innermost room of a file, or null. */
export function roomOf(file: string, rooms: Rooms): string | null {
  const around = Object.keys(rooms).filter((room) => isIn(room, file))
  return around.sort((a, b) => b.length - a.length)[0] ?? null
}

function isIn(room: string, file: string): boolean {
  return file.startsWith(`${room}/`)
}

interface Import {
  /** Relative to the project. */
  readonly target: string
  readonly line: number
}

/** Relative imports and re-exports, static and dynamic. */
export function importsOf({ path: file, text }: SourceFile): readonly Import[] {
  const { module, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`)
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) => ({
      value: text.slice(moduleRequest.start + 1, moduleRequest.end - 1),
      start: moduleRequest.start,
    })),
  ]
  return specifiers
    .filter(({ value }) => value.startsWith('.'))
    .map(({ value, start }) => ({
      target: path.posix.join(path.posix.dirname(file), value),
      line: text.slice(0, start).split('\n').length,
    }))
}
