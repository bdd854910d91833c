/** Tells the runner what the node prints, line by line, at the time of the run's clock at which it prints it. */
import type { Control } from './control.ts'

export function reportOutput(control: Control): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream)
    let rest = ''
    const report = (chunk: unknown) => {
      const lines = (rest + textOf(chunk)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) control.send({ type: 'output', line })
    }
    stream.write = ((chunk: string | Uint8Array, ...others: never[]) => {
      report(chunk)
      return write(chunk, ...others)
    }) as typeof stream.write
  }
}

function textOf(chunk: unknown): string {
  return chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : String(chunk)
}
