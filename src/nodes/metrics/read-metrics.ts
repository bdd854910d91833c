/** Reads metrics as Prometheus does: by HTTP, in its text format. */
import type { Sample } from '../../protocol/messages.ts'
import { samplesOf } from '../../protocol/metrics-text.ts'

/** The samples of one metric; null when the page does not have it. */
export async function readMetric(url: string, name: string): Promise<readonly Sample[] | null> {
  return samplesOf(await fetchText(url), name)
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
