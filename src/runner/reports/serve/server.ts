/**
 * The server of the page over results/. It listens on 127.0.0.1 only, and answers only GET requests with the name of
 * this machine: other sites cannot use DNS rebinding to read it. It serves only runs that it found itself; no part of a
 * request becomes a part of a path.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { InputError, messageOf } from '../../../base/errors.ts'
import type { PageProgram } from '../page/page-script.ts'
import { renderPage } from '../page/render-page.ts'
import type { ResultsData, RowChanges } from '../page/run-row.ts'
import { escapeXmlText } from '../text/escape-xml.ts'
import { ResultsWatch } from './results-watch.ts'
import { searchFolderOf } from './search-watch.ts'
import { comparisonPage, reportPage, searchPage } from './stored-pages.ts'

export interface ServeOptions {
  /** The folder that holds all results. */
  readonly root: string
  /** 0 for any free port. */
  readonly port: number
  readonly script: (program: PageProgram) => Promise<string>
}

const loopback = '127.0.0.1'
const lookEvery = 1000
const mostCompared = 6

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

export class ResultsServer implements AsyncDisposable {
  readonly #options: ServeOptions
  readonly #watch: ResultsWatch
  readonly #server: Server
  readonly #listeners = new Set<ServerResponse>()
  #timer: NodeJS.Timeout | null = null
  #isLooking = false
  #hasLooked = false

  private constructor(options: ServeOptions) {
    this.#options = options
    this.#watch = new ResultsWatch(options.root)
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy()
        else refuse(response, error instanceof InputError ? 404 : 500, messageOf(error))
      })
    })
  }

  static async open(options: ServeOptions): Promise<ResultsServer> {
    const made = new ResultsServer(options)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    made.#server.once('error', (error) =>
      reject(
        new InputError(
          `cannot listen on port ${options.port}: ${messageOf(error)}; --port 0 takes any free one`,
        ),
      ),
    )
    made.#server.listen(options.port, loopback, resolve)
    await promise
    return made
  }

  get url(): string {
    return `http://${loopback}:${this.#port}/`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const names = [loopback, 'localhost'].map((name) => `${name}:${this.#port}`)
    if (!names.includes(request.headers.host ?? ''))
      return refuse(response, 403, 'this server answers only requests from this machine')
    if (request.method !== 'GET') return refuse(response, 405, 'this server answers only GET requests')
    const target = URL.parse(`http://${loopback}${request.url}`)
    switch (target?.pathname) {
      case '/':
        return send(response, await this.#list())
      case '/changes':
        return this.#follow(response)
      case '/run':
        return send(
          response,
          reportPage(this.#folder(target.searchParams.get('id')), await this.#script('report')),
        )
      case '/search':
        return send(response, await this.#search(target.searchParams.get('id') ?? ''))
      case '/compare':
        return send(response, await this.#compare(target.searchParams.getAll('id')))
      default:
        return refuse(response, 404, 'there is no such page')
    }
  }

  async #list(): Promise<string> {
    const script = await this.#script('results')
    const data: ResultsData = { root: this.#options.root }
    return renderPage({
      title: 'topo: results',
      summary: 'Runs and their verdicts.',
      data,
      script,
      isServed: true,
    })
  }

  async #search(id: string): Promise<string> {
    const folder = searchFolderOf(this.#options.root, id)
    if (folder === null) throw new InputError('there is no such search')
    const reportOf = (topology: string) => {
      const run = this.#watch.latestOf(topology)
      return run === null ? null : `/run?${new URLSearchParams({ id: run })}`
    }
    return searchPage(folder, reportOf, await this.#script('search'))
  }

  async #compare(ids: readonly string[]): Promise<string> {
    if (ids.length < 2 || ids.length > mostCompared) {
      throw new InputError(`a comparison takes 2 to ${mostCompared} runs`)
    }
    return comparisonPage(
      ids.map((id) => this.#folder(id)),
      await this.#script('comparison'),
    )
  }

  #script(program: PageProgram): Promise<string> {
    return this.#options.script(program)
  }

  #folder(id: string | null): string {
    const folder = id === null ? null : this.#watch.folderOf(id)
    if (folder === null) throw new InputError('there is no such run')
    return folder
  }

  /**
   * Sends all rows and then every change, as server-sent events. It looks at the folder only while a browser listens.
   */
  async #follow(response: ServerResponse): Promise<void> {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' })
    response.flushHeaders()
    // Before the first look the rows are unknown; the look itself sends them.
    if (this.#hasLooked) response.write(eventOf(this.#watch.all()))
    this.#listeners.add(response)
    response.once('close', () => this.#leave(response))
    this.#timer ??= setInterval(() => this.#look(), lookEvery)
    this.#look()
  }

  #leave(response: ServerResponse): void {
    this.#listeners.delete(response)
    if (this.#listeners.size > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }

  #look(): void {
    if (this.#isLooking) return
    this.#isLooking = true
    this.#watch
      .look()
      .then((changes) => {
        const { rows, gone, searches } = changes
        const isNews = !this.#hasLooked || rows.length > 0 || gone.length > 0 || searches !== undefined
        this.#hasLooked = true
        if (!isNews) return
        for (const listener of this.#listeners) listener.write(eventOf(changes))
      })
      .finally(() => {
        this.#isLooking = false
      })
  }
}

function eventOf(changes: RowChanges): string {
  return `data: ${JSON.stringify(changes)}\n\n`
}

function send(response: ServerResponse, html: string): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(html)
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const policy = { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" }
  const page = `<!doctype html>\n<title>topo</title>\n<p>${escapeXmlText(message)}</p>\n<p><a href="/">All results</a></p>\n`
  response.writeHead(status, { ...headers, ...policy, 'content-type': 'text/html; charset=utf-8' }).end(page)
}
