/** Explains why the agent could not be bundled with a libp2p release: the release lacks a package or an export. */
import path from 'node:path'
import { InputError } from '../../base/errors.ts'
import { packageOf } from '../../protocol/module-program.ts'
import { messagesOf } from './explain-broken-module.ts'

/** Returns any other error as it is. */
export function explainBrokenRelease(release: string, error: unknown): unknown {
  const texts = messagesOf(error)?.map(({ text }) => text)
  if (texts === undefined) return error
  const packages = all(texts, / has no (\S+)$/).map(packageOf)
  if (packages.length > 0) {
    const names = [...new Set(packages)].sort().join(' ')
    return broken(release, `it lacks packages that nodes need. In its folder, run: npm install ${names}`)
  }
  const exported = all(texts, /^No matching export in "[^"]+" for import "(\S+)"$/)
  const [file] = all(texts, /^No matching export in "([^"]+)"/)
  if (file !== undefined) {
    const names = [...new Set(exported)].sort().join(', ')
    return broken(
      release,
      `${path.resolve('/', file)} does not export ${names}. Is it libp2p, and is its build complete?`,
    )
  }
  return broken(release, texts[0] ?? 'it cannot be bundled')
}

function broken(release: string, why: string): InputError {
  return new InputError(
    `libp2p ${release} cannot be used: ${why}\n      Other releases still work: choose one with \`libp2p:\` or --libp2p`,
  )
}

function all(texts: readonly string[], pattern: RegExp): readonly string[] {
  return texts.flatMap((text) => pattern.exec(text)?.[1] ?? [])
}
