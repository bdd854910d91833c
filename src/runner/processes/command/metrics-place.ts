/** The place of a program's metrics for Prometheus, as the program prints it: a port, a host with a port, or a URL. */

const loopback = '127.0.0.1'
const pathOfMetrics = '/metrics'

/** Returns the URL for the program's own machine. Throws an error with a sentence for the user. */
export function metricsUrl(printed: string): string {
  const port = /^(?:\[[^\]]*\]|[^\s/:]*):(\d+)$|^(\d+)$/.exec(printed)
  if (port !== null) return urlAt(hostOf(printed), port[1] ?? port[2] ?? '', pathOfMetrics)
  const url = URL.canParse(printed) ? new URL(printed) : null
  if (url?.protocol === 'http:')
    return urlAt(
      url.hostname,
      url.port === '' ? '80' : url.port,
      `${url.pathname === '/' ? pathOfMetrics : url.pathname}${url.search}`,
    )
  throw new Error(
    `\`findMetrics\` found "${printed}", expected a port, an address with a port, or an http URL`,
  )
}

function hostOf(printed: string): string {
  return printed.includes(':') ? printed.replace(/:\d+$/, '') : ''
}

/** On its own machine, a program that listens on all addresses is at 127.0.0.1. */
function urlAt(host: string, port: string, path: string): string {
  const isAny = ['', '0.0.0.0', '[::]', '*'].includes(host)
  return `http://${isAny ? loopback : host}:${port}${path}`
}
