/** Finds exported names with two meanings: two files export them, or another file declares a type of that name. */
import { parseSync } from 'oxc-parser'
import type { SourceFile } from './misplaced-imports.ts'

/** A file that declares the name at its top level. */
interface Meaning {
  readonly path: string
  readonly isExported: boolean
}

type Statement = ReturnType<typeof parseSync>['program']['body'][number]

const typeDeclarations: ReadonlySet<string> = new Set([
  'ClassDeclaration',
  'TSEnumDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
])

/**
 * Returns one sentence for each such name. Files in the folder of `mirrors` offer one interface each in several
 * versions, so they may share names with each other.
 */
export function sharedNames(files: readonly SourceFile[], mirrors: string): readonly string[] {
  const meanings = new Map<string, Meaning[]>()
  for (const { path, text } of files) {
    for (const [name, isExported] of namesIn(path, text)) {
      meanings.set(name, [...(meanings.get(name) ?? []), { path, isExported }])
    }
  }
  return [...meanings].flatMap(([name, all]) => {
    const isMirrored = all.every(({ path }) => path.startsWith(`${mirrors}/`))
    if (all.length < 2 || isMirrored || !all.some(({ isExported }) => isExported)) return []
    return [`${name} has a meaning in each of ${all.map(({ path }) => path).join(', ')}`]
  })
}

/** The names of exported declarations, and of types that only the file itself uses. */
function namesIn(path: string, text: string): ReadonlyMap<string, boolean> {
  const names = new Map<string, boolean>()
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  for (const statement of program.body) {
    if (statement.type === 'ExportNamedDeclaration') {
      if (statement.declaration !== null)
        for (const name of declared(statement.declaration)) names.set(name, true)
    } else if (typeDeclarations.has(statement.type)) {
      for (const name of declared(statement)) names.set(name, names.get(name) ?? false)
    }
  }
  return names
}

function declared(statement: Statement): readonly string[] {
  if (statement.type === 'VariableDeclaration') {
    return statement.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
  }
  const id = 'id' in statement ? statement.id : null
  return id?.type === 'Identifier' ? [id.name] : []
}
