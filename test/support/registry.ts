/** A package registry on 127.0.0.1 for npm's own client: what it knows is what it is given, and it counts what it is asked. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Published } from '../../src/runner/releases/rule.ts'

export class Registry implements AsyncDisposable {
  readonly asked: string[] = []
  readonly #server
  readonly #known: Readonly<Record<string, readonly Published[]>>
  url = ''

  private constructor(known: Readonly<Record<string, readonly Published[]>>) {
    this.#known = known
    this.#server = createServer(({ url = '' }, response) => {
      const name = decodeURIComponent(url.slice(1))
      this.asked.push(name)
      const document = this.#packument(name)
      response.writeHead(document === null ? 404 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(document ?? { error: 'not found' }))
    })
  }

  static async open(known: Readonly<Record<string, readonly Published[]>>): Promise<Registry> {
    const registry = new Registry(known)
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve))
    registry.url = `http://127.0.0.1:${(registry.#server.address() as AddressInfo).port}/`
    return registry
  }

  #packument(name: string): object | null {
    const versions = this.#known[name]
    if (versions === undefined) return null
    const entries = versions.map(({ version, dependencies }) => [
      version,
      { name, version, dependencies, dist: { tarball: `${this.url}${name}-${version}.tgz`, shasum: '' } },
    ])
    const latest = versions.at(-1)?.version
    return { name, 'dist-tags': { latest, next: latest }, versions: Object.fromEntries(entries) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
