import type { TopoEvent } from '../../events/event.ts'

/** What reports say about a run that neither plan nor verdict know: where it came from and where it went. */
export interface RunInfo {
  /** Path of the topology file, as people know it. */
  readonly file: string
  /** The results folder, as people know it. */
  readonly folder: string
  /** The command that does it all again. */
  readonly command: string
  /** Tells apart the runs of one command: `relay-expiry`, `relay-expiry 2.10.0`, `relay-expiry (old.yaml)`. */
  readonly label: string
  /** The libp2p releases that its nodes run, exactly: `2.10.0, current (3.3.11)`. */
  readonly libp2p: string
}

/** The part of a run's info that the log keeps, in the wall fields of `run-started`, so that reports made later say the same. */
export function wallOf({ file, command, label, libp2p }: RunInfo): Readonly<Record<string, string>> {
  return { file, command, label, libp2p }
}

/** The info of a stored run. `name` is the topology's. */
export function infoOf(first: TopoEvent | null, folder: string, name: string): RunInfo {
  const wall = first?.kind === 'run-started' ? first.wall : {}
  const file = text(wall['file']) ?? `${folder}/topology.yaml`
  return {
    file,
    folder,
    command: text(wall['command']) ?? `topo run ${file}`,
    label: text(wall['label']) ?? name,
    libp2p: text(wall['libp2p']) ?? 'current',
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
