/** Files that import each other in a circle, types included: biome's `noImportCycles` leaves out type imports. */
import { importsOf, type SourceFile } from './misplaced-imports.ts'

/** Returns each circle as its files in the order of import, the first one again at the end. */
export function importCircles(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const imports = new Map(
    files.map((file) => [file.path, new Set(importsOf(file).map(({ target }) => target))]),
  )
  const done = new Set<string>()
  const circles: (readonly string[])[] = []
  const walk = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file)
    if (start !== -1) circles.push([...trail.slice(start), file])
    if (start !== -1 || done.has(file)) return
    for (const next of imports.get(file) ?? new Set()) walk(next, [...trail, file])
    done.add(file)
  }
  for (const file of imports.keys()) walk(file, [])
  return circles
}
