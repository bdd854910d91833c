import type { TopoEvent } from '../../events/event.ts'
import { runIdPattern } from './files.ts'

/** Facts about a run for reports that neither the plan nor the verdict has. */
export interface RunInfo {
  /** Path of the topology file, for people. */
  readonly file: string
  /** The results folder, for people. */
  readonly folder: string
  /** The command that repeats the run. */
  readonly command: string
  /**
   * Label that distinguishes the runs of one command: `relay-expiry`, `relay-expiry 2.10.0`, `relay-expiry (old.yaml)`.
   */
  readonly label: string
  /** The values of an experiment, by their paths: `links.latency` → `10ms`. Empty: it is none. */
  readonly varied: Readonly<Record<string, string>>
  /** The exact libp2p releases of its nodes: `2.10.0, current (3.3.11)`. */
  readonly libp2p: string
  /** The files in its folder with the packets of its networks: `pcap/public.pcapng`. */
  readonly captures: readonly string[]
  /** For a retry, the name of the folder of the first attempt, which is beside its own; else null. */
  readonly retryOf: string | null
}

/** The part of a run's info that the log stores in the wall fields of `run-started`, for reports made later. */
export function wallOf({
  file,
  command,
  label,
  varied,
  libp2p,
  captures,
  retryOf,
}: RunInfo): Readonly<Record<string, string>> {
  return {
    file,
    command,
    label,
    libp2p,
    ...(Object.keys(varied).length > 0 && { varied: JSON.stringify(varied) }),
    ...(captures.length > 0 && { captures: captures.join(' ') }),
    ...(retryOf !== null && { retryOf }),
  }
}

/** The info of a stored run; `name` is that of the topology. */
export function infoOf(first: TopoEvent | null, folder: string, name: string): RunInfo {
  const wall = first?.kind === 'run-started' ? first.wall : {}
  const file = text(wall['file']) ?? `${folder}/topology.yaml`
  return {
    file,
    folder,
    command: text(wall['command']) ?? `topo run ${file}`,
    label: text(wall['label']) ?? name,
    varied: values(text(wall['varied']) ?? '{}'),
    libp2p: text(wall['libp2p']) ?? 'current',
    captures: (text(wall['captures']) ?? '').split(' ').filter((path) => capturePattern.test(path)),
    retryOf: runIdOf(wall['retryOf']),
  }
}

/** Pages link to these files, so no log may name any others. */
const capturePattern = /^pcap\/(?:public|behind-[a-z][a-z0-9-]*)\.pcapng$/

/** Reads the values of an experiment. A log may be made up. */
function values(json: string): Readonly<Record<string, string>> {
  try {
    const read: unknown = JSON.parse(json)
    const isRecord = typeof read === 'object' && read !== null && !Array.isArray(read)
    return isRecord
      ? Object.fromEntries(Object.entries(read).map(([path, value]) => [path, String(value)]))
      : {}
  } catch {
    return {}
  }
}

function runIdOf(value: unknown): string | null {
  return typeof value === 'string' && runIdPattern.test(value) ? value : null
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
