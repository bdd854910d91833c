/** Metrics over HTTP, where Prometheus looks for them. */
import { once } from 'node:events'
import type { MetricsConfig } from '../../protocol/boot-node-config.ts'
import type { RelayMetrics } from './relay-metrics.ts'

export interface MetricsServer {
  readonly url: string
  stop(): Promise<void>
}

export async function serveMetrics(
  metrics: RelayMetrics,
  { host, port }: MetricsConfig,
): Promise<MetricsServer> {
  // Imported here, since node:http loads fetch and WebSocket, which would cost every node 35 ms of CPU at its start.
  const { createServer } = process.getBuiltinModule('node:http')
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end('GET /metrics\n')
      return
    }
    const text = await metrics.text()
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text)
  })
  server.listen(port, host)
  await once(server, 'listening')
  const bound = server.address()
  const boundPort = bound === null || typeof bound === 'string' ? port : bound.port
  return {
    url: `http://${reachable(host)}:${boundPort}/metrics`,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Returns the address by which this machine reaches a server that listens on all addresses. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
