/** HTTP/1.1, as far as a gateway needs it: one request and one response for each connection. */
import { Buffer } from 'node:buffer'

export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly body: string
}

export interface HttpResponse {
  readonly status: 200 | 404 | 500
  readonly body: string
  /** The error of UPnP, if it is one. */
  readonly error?: string
}

const reasons = { 200: 'OK', 404: 'Not Found', 500: 'Internal Server Error' } as const
const longestRequest = 64 * 1024

/** Reads a request from the bytes of a connection; null: it is not complete. */
export function requestIn(bytes: Buffer): HttpRequest | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return bytes.length > longestRequest ? { method: '', path: '', body: '' } : null
  const [first = '', ...headers] = bytes.toString('latin1', 0, end).split('\r\n')
  const [method = '', target = ''] = first.split(' ')
  const length = Number(headers.find((line) => /^content-length:/i.test(line))?.split(':')[1] ?? 0)
  const start = end + 4
  if (bytes.length - start < Math.min(length, longestRequest)) return null
  // A request to a proxy has the whole URL.
  const path = target.replace(/^http:\/\/[^/]*/, '')
  return { method, path, body: bytes.toString('utf8', start, start + length) }
}

export function responseBytes({ status, body }: HttpResponse): Uint8Array {
  const bytes = Buffer.from(body)
  const head = [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    'Content-Type: text/xml; charset="utf-8"',
    `Content-Length: ${bytes.length}`,
    'Connection: close',
    'Server: topo/1 UPnP/2.0 topo/1',
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes])
}
