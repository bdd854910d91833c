/** Reads metrics as Prometheus does: by HTTP, in its text format. */
import type { Sample } from '../../protocol/messages.ts'

/** The samples of one metric; null when the page does not have it. */
export async function readMetric(url: string, name: string): Promise<readonly Sample[] | null> {
  return samplesOf(await fetchText(url), name)
}

/**
 * The samples of one metric in Prometheus' text format, version 0.0.4; null when there is no such metric. One that has
 * been declared but has not counted anything yet has no samples.
 */
export function samplesOf(text: string, name: string): readonly Sample[] | null {
  let isDeclared = false
  const samples: Sample[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith(`# TYPE ${name} `)) isDeclared = true
    const match = samplePattern.exec(line)
    if (match?.groups === undefined || match.groups['name'] !== name) continue
    const { labels = '', value = '' } = match.groups
    samples.push({ labels: labelsIn(labels), value: numberOf(value) })
  }
  return isDeclared || samples.length > 0 ? samples : null
}

const samplePattern =
  /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>(?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(?<value>\S+)(?:\s+-?\d+)?$/

function labelsIn(text: string): Readonly<Record<string, string>> {
  const labels = text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)
  return Object.fromEntries(
    [...labels].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter)),
    ]),
  )
}

function numberOf(text: string): number {
  if (text === '+Inf' || text === '-Inf') return Number(`${text}inity`)
  return Number(text)
}

async function fetchText(url: string): Promise<string> {
  // Imported here for the reason in serve-metrics.ts.
  const { get } = process.getBuiltinModule('node:http')
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => {
      const chunks: string[] = []
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 200) resolve(chunks.join(''))
        else reject(new Error(`${url} answers with ${response.statusCode}`))
      })
    })
    request.on('error', reject)
  })
}
