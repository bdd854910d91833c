/** Metrics in Prometheus' text format. */
import type { Sample } from './messages.ts'

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
