import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { BugError, messageOf } from '../../base/errors.ts'
import { version } from '../../base/version.ts'
import { CaptureFile, endedBy, type FileEnd } from './capture-file.ts'
import { addressBytes } from './ip-packet.ts'
import { interfaceDescription, nameResolution, sectionHeader } from './pcapng.ts'
import type { PacketSink } from './switch-capture.ts'

/** A machine or a router, with the addresses by which others know it. */
export interface NamedMachine {
  readonly name: string
  readonly addresses: readonly string[]
}

export interface CaptureSetup {
  /** The folder of the files, which does not exist yet. */
  readonly folder: string
  /** Most bytes of a file. */
  readonly limit: number
  /** The topology's name. */
  readonly topology: string
  /** Each with a NAT (or null: none). */
  readonly routers: readonly { readonly name: string; readonly nat: unknown }[]
  readonly named: readonly NamedMachine[]
}

/** A file of a capture that has ended. */
export interface CapturedFile {
  readonly path: string
  /** The reason for which it ended before the run; null: it has everything. */
  readonly end: FileEnd
}

/** The networks of a topology: the internet (null), and the inside of each NAT. */
export function networksOf({ routers }: Pick<CaptureSetup, 'routers'>): readonly (string | null)[] {
  return [null, ...routers.filter(({ nat }) => nat !== null).map(({ name }) => name)]
}

/** `public.pcapng`, `behind-home.pcapng`. */
export function captureName(network: string | null): string {
  return network === null ? 'public.pcapng' : `behind-${network}.pcapng`
}

/** The first blocks of a file. */
export function headOf({ topology, named }: CaptureSetup, network: string | null): Buffer {
  const about = network === null ? 'the public network' : `the network behind ${network}`
  return Buffer.concat([
    sectionHeader(`topo ${version}`, `${topology}: ${about}`),
    interfaceDescription(about),
    nameBlock(named),
  ])
}

export function nameBlock(named: readonly NamedMachine[]): Buffer {
  return nameResolution(
    named.flatMap(({ name, addresses }) =>
      addresses.map((address) => ({ name, address: addressBytes(address) })),
    ),
  )
}

/** The files of a run on the virtual network. */
export class Captures implements PacketSink, Disposable {
  readonly #files: ReadonlyMap<string | null, { readonly path: string; readonly file: CaptureFile }>
  readonly #epoch: number
  #isOpen = true

  /** `epoch`: calendar time at the run's start, in milliseconds since 1970. */
  constructor(setup: CaptureSetup, epoch: number) {
    const { folder, limit } = setup
    mkdirSync(folder)
    this.#epoch = epoch
    this.#files = new Map(
      networksOf(setup).map((network) => {
        const file = path.join(folder, captureName(network))
        return [network, { path: file, file: new CaptureFile(file, limit, headOf(setup, network)) }]
      }),
    )
  }

  takes(network: string | null): boolean {
    return this.#isOpen && this.#files.get(network)?.file.end === null
  }

  packet(network: string | null, time: number, bytes: Uint8Array, comment: string | null): void {
    this.#files.get(network)?.file.packet(this.#epoch + time, bytes, comment)
  }

  comment(text: string): void {
    for (const { file } of this.#files.values()) file.comment(text)
  }

  names(named: NamedMachine): void {
    for (const { file } of this.#files.values()) file.names(nameBlock([named]))
  }

  flush(): void {
    for (const { file } of this.#files.values()) file.flush()
  }

  /** Ends the capture, not the run, after an error. */
  readonly fail = (error: unknown): void => {
    const end = endedBy(new BugError(messageOf(error)).message)
    for (const { file } of this.#files.values()) file.stop(end)
  }

  /** Closes the files. */
  close(): readonly CapturedFile[] {
    this[Symbol.dispose]()
    return [...this.#files.values()].map(({ path: at, file: { end } }) => ({ path: at, end }))
  }

  [Symbol.dispose](): void {
    this.#isOpen = false
    for (const { file } of this.#files.values()) file[Symbol.dispose]()
  }
}
