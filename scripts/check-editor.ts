/**
 * A script: `node scripts/check-editor.ts` asks the YAML server of editors (VS Code, Neovim and others use it) about a
 * topology, and prints its completions, hovers and diagnostics. It fails when one of them lacks what our schema says. npm
 * brings the server, so this needs the registry.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'

const schema = path.join(import.meta.dirname, '../topologies/topology.schema.json')

interface Question {
  readonly title: string
  /** An entry of a timeline; `|` marks the cursor. */
  readonly entry: string
  readonly method: 'completion' | 'hover' | 'diagnostics'
  /** Texts that the answer has. */
  readonly has: readonly string[]
}

const questions: readonly Question[] = [
  {
    title: 'the kinds of faults',
    entry: '- fault: |',
    method: 'completion',
    has: ['restart', 'partition', 'power-loss'],
  },
  {
    title: 'the parameters of a fault',
    entry: '- fault: restart\n    |',
    method: 'completion',
    has: ['node', 'down', 'how'],
  },
  {
    title: 'the fields of an event',
    entry: '- expect: event\n    of: relay-reservation\n    where:\n      |',
    method: 'completion',
    has: ['outcome', 'status', 'peer'],
  },
  {
    title: 'a kind, with what it does',
    entry: '- fault: power-l|oss\n    node: boot',
    method: 'hover',
    has: ['cut the power of the machines'],
  },
  {
    title: 'a parameter, with its default',
    entry: '- fault: restart\n    node: boot\n    do|wn: 5s',
    method: 'hover',
    has: ['The time that the node stays down'],
  },
  {
    title: 'a pair',
    entry: '- expect: connection\n    betw|een: [alice, boot]',
    method: 'hover',
    has: ['Both nodes'],
  },
  {
    title: 'a field that the event does not have',
    entry: '- expect: event\n    of: relay-reservation\n    where: { outcom: expired }|',
    method: 'diagnostics',
    has: ['outcom'],
  },
]

function textWith(entry: string): string {
  return `# yaml-language-server: $schema=${pathToFileURL(schema)}
name: x
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: boot }
timeline:
  ${entry}
`
}

/** A client of the server: requests and their answers, as JSON with a head that tells the length. */
class Client {
  readonly #server = execa(
    'npm',
    ['exec', '--yes', '--package', 'yaml-language-server@2.0.0', '--', 'yaml-language-server', '--stdio'],
    { encoding: 'buffer', reject: false, buffer: false },
  )
  readonly #waiting = new Map<number | string, (result: unknown) => void>()
  #read = Buffer.alloc(0)
  #next = 0

  constructor() {
    this.#server.stdout.on('data', (data: Buffer) => {
      this.#read = Buffer.concat([this.#read, data])
      for (let message = this.#take(); message !== null; message = this.#take()) this.#receive(message)
    })
  }

  request(method: string, params: object): Promise<unknown> {
    const id = this.#next++
    const { promise, resolve } = Promise.withResolvers<unknown>()
    this.#waiting.set(id, resolve)
    this.#send({ id, method, params })
    return promise
  }

  notify(method: string, params: object): void {
    this.#send({ method, params })
  }

  /** Resolves with the diagnostics of a file. */
  diagnosticsOf(uri: string): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    this.#waiting.set(uri, resolve)
    return promise
  }

  end(): void {
    this.#server.kill()
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }

  #take(): Record<string, unknown> | null {
    const head = /^Content-Length: (\d+)\r\n(?:.+\r\n)*?\r\n/.exec(this.#read.toString('latin1'))
    const [start, length] = [head?.[0].length ?? 0, Number(head?.[1])]
    if (head === null || this.#read.length < start + length) return null
    const text = this.#read.subarray(start, start + length).toString()
    this.#read = this.#read.subarray(start + length)
    return JSON.parse(text) as Record<string, unknown>
  }

  #receive({ id, method, params, result }: Record<string, unknown>): void {
    if (method === 'textDocument/publishDiagnostics') this.#settle(String(Object(params).uri), params)
    else if (method !== undefined && id !== undefined) {
      // The server asks for its settings, and to register capabilities.
      const items: unknown = Object(params).items
      this.#send({ id, result: Array.isArray(items) ? items.map(() => null) : null })
    } else if (typeof id === 'number') this.#settle(id, result)
  }

  #settle(key: number | string, value: unknown): void {
    this.#waiting.get(key)?.(value)
    this.#waiting.delete(key)
  }
}

const client = new Client()
const root = pathToFileURL(path.dirname(schema)).href
await client.request('initialize', {
  processId: process.pid,
  rootUri: root,
  capabilities: { textDocument: { completion: {}, hover: { contentFormat: ['markdown'] } } },
})
client.notify('initialized', {})
let lacking = 0
for (const [index, { title, entry, method, has }] of questions.entries()) {
  const marked = textWith(entry)
  const before = marked.slice(0, marked.indexOf('|')).split('\n')
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
  const uri = `${root}/question-${index}.yaml`
  const diagnostics = client.diagnosticsOf(uri)
  const text = marked.replace('|', '')
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } })
  const answer =
    method === 'diagnostics'
      ? await diagnostics
      : await client.request(`textDocument/${method}`, { textDocument: { uri }, position })
  const told = textOf(answer)
  const missing = has.filter((word) => !told.includes(word))
  lacking += missing.length
  console.log(`${method}: ${title}${missing.length === 0 ? '' : `: LACKS ${missing.join(', ')}`}`)
  console.log(`${entry.replaceAll('\n  ', '\n')}\n  -> ${told.split('\n').join('\n     ')}\n`)
}
client.end()
const size = readFileSync(schema).length
console.log(`${questions.length} questions about a schema of ${Math.round(size / 1024)} KiB`)
process.exitCode = lacking === 0 ? 0 : 1

/** The words of an answer: labels of completions, text of a hover, messages. */
function textOf(answer: unknown): string {
  const { items, contents, diagnostics } = Object(answer)
  const list: unknown = Array.isArray(answer) ? answer : (items ?? diagnostics)
  if (Array.isArray(list)) {
    const labels = list.map((one: unknown) => String(Object(one).label ?? Object(one).message))
    return labels.length > 12 ? `${labels.join(', ')}` : labels.join('\n')
  }
  return String(Object(contents).value ?? contents)
}
