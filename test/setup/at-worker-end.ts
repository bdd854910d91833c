/** Endings that the test files of a worker leave to its end. The environment has modules of its own: hence the symbol. */
const key = Symbol.for('topo.tests.at-worker-end')

type End = () => Promise<void>

/** Calls `end` after the last test file of this worker: once for each name, however many files ask for it. */
export function atWorkerEnd(name: string, end: End): void {
  ends().set(name, end)
}

export async function endWorker(): Promise<void> {
  for (const end of ends().values()) await end()
}

function ends(): Map<string, End> {
  const kept = globalThis as unknown as { [key]?: Map<string, End> }
  kept[key] ??= new Map()
  return kept[key]
}
