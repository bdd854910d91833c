/** A package registry on 127.0.0.1 for npm's own client. It has the given packages and records each request. */
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Published } from '../../src/runner/releases/rule.ts'

type Known = Readonly<Record<string, readonly Published[]>>

export class Registry implements AsyncDisposable {
  readonly asked: string[] = []
  readonly #server
  readonly #known: Known
  readonly #packed: Readonly<Record<string, string>>
  readonly #held = new Map<string, Hold>()
  url = ''

  private constructor(known: Known, packed: Readonly<Record<string, string>>) {
    this.#known = known
    this.#packed = packed
    this.#server = createServer(({ url = '' }, response) => {
      const name = decodeURIComponent(url.slice(1))
      this.asked.push(name)
      const hold = this.#held.get(name)
      if (hold === undefined) this.#answer(name, response)
      else hold.keep(() => this.#answer(name, response))
    })
  }

  /** `packed` maps the names of installable packages to their files. */
  static async open(known: Known, packed: Readonly<Record<string, string>> = {}): Promise<Registry> {
    const registry = new Registry(known, packed)
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve))
    registry.url = `http://127.0.0.1:${(registry.#server.address() as AddressInfo).port}/`
    return registry
  }

  /** Delays requests for this name until the hold is released. */
  hold(what: string): Hold {
    const hold = new Hold(() => this.#held.delete(what))
    this.#held.set(what, hold)
    return hold
  }

  #answer(name: string, response: ServerResponse): void {
    const tarball = Object.entries(this.#packed).find(([one]) => name.startsWith(`${one}/-/`))?.[1]
    if (tarball !== undefined) {
      response.end(readFileSync(tarball))
      return
    }
    const document = this.#packument(name)
    response.writeHead(document === null ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(document ?? { error: 'not found' }))
  }

  #packument(name: string): object | null {
    const versions = this.#known[name]
    if (versions === undefined) return null
    const entries = versions.map(({ version, dependencies }) => [
      version,
      {
        name,
        version,
        dependencies,
        dist: { tarball: `${this.url}${tarballOf(name, version)}`, shasum: '' },
      },
    ])
    const latest = versions.at(-1)?.version
    return { name, 'dist-tags': { latest, next: latest }, versions: Object.fromEntries(entries) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** Path of a packed package in the registry. */
export function tarballOf(name: string, version: string): string {
  return `${name}/-/${version}.tgz`
}

class Hold {
  readonly #kept: (() => void)[] = []
  readonly #end: () => void
  #more = Promise.withResolvers<void>()

  constructor(end: () => void) {
    this.#end = end
  }

  keep(answer: () => void): void {
    this.#kept.push(answer)
    this.#more.resolve()
    this.#more = Promise.withResolvers()
  }

  /** Resolves when this many requests wait. */
  async waits(count: number): Promise<void> {
    while (this.#kept.length < count) await this.#more.promise
  }

  release(): void {
    this.#end()
    for (const answer of this.#kept) answer()
  }
}
