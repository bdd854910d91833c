/** Seeded names of temporary folders: `fs.mkdtemp` and its relatives, which draw six characters. */
import fs from 'node:fs'
import { disguise, replace } from '../replace.ts'
import type { Generator } from './generator.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const attempts = 100

type Prefix = string | Buffer | URL
type Options = { encoding?: string } | string | null
type Callback = (error: unknown, folder?: unknown) => void
type Loose = (...args: never[]) => unknown

export function installTemporaryFolders(present: () => Generator): void {
  const { mkdirSync, rmSync } = fs
  const makeSync = (prefix: Prefix, options?: Options) => {
    const start = prefix instanceof URL ? Buffer.from(prefix.pathname) : prefix
    for (let attempt = 1; ; attempt++) {
      const end = Array.from({ length: 6 }, () => letters[present().integer(0, letters.length)]).join('')
      const folder = typeof start === 'string' ? `${start}${end}` : Buffer.concat([start, Buffer.from(end)])
      try {
        mkdirSync(folder, { mode: 0o700 })
        const encoding = typeof options === 'object' ? options?.encoding : options
        return encoding === 'buffer' ? Buffer.from(folder) : String(folder)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === attempts) throw error
      }
    }
  }
  const make = (prefix: Prefix, ...rest: unknown[]) => {
    const callback = rest.pop() as Callback
    let folder: unknown
    try {
      folder = makeSync(prefix, rest[0] as Options)
    } catch (error) {
      setImmediate(callback, error)
      return
    }
    setImmediate(callback, null, folder)
  }
  const makePromise = async (prefix: Prefix, options?: Options) => makeSync(prefix, options)
  const disposableSync = (prefix: Prefix, options?: Options) => {
    const path = makeSync(prefix, options)
    const remove = () => rmSync(path, { recursive: true, force: true })
    return { path, remove, [Symbol.dispose]: remove }
  }
  const disposable = async (prefix: Prefix, options?: Options) => {
    const path = makeSync(prefix, options)
    const remove = async () => rmSync(path, { recursive: true, force: true })
    return { path, remove, [Symbol.asyncDispose]: remove }
  }
  const stands: readonly (readonly [object, string, Loose])[] = [
    [fs, 'mkdtemp', make as Loose],
    [fs, 'mkdtempSync', makeSync as Loose],
    [fs, 'mkdtempDisposableSync', disposableSync as Loose],
    [fs.promises, 'mkdtemp', makePromise as Loose],
    [fs.promises, 'mkdtempDisposable', disposable as Loose],
  ]
  for (const [target, name, stand] of stands) {
    const original: unknown = Reflect.get(target, name)
    if (typeof original === 'function') replace(target, name, disguise(stand, original as Loose))
  }
}
