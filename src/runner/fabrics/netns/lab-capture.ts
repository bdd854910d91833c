/** The packets of a lab: the process of the wires sees them all, and adds them to files that begin here. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { messageOf } from '../../../base/errors.ts'
import { endedBy, fullAt } from '../../capture/capture-file.ts'
import {
  type CapturedFile,
  type CaptureSetup,
  captureName,
  headOf,
  nameBlock,
  networksOf,
} from '../../capture/captures.ts'
import type { Lab } from './lab.ts'
import type { LabWire } from './lab-layout.ts'
import type { WireProcess } from './wire-process.ts'

/** The parts of a lab that a capture needs. */
interface CapturedLab extends Pick<Lab, 'device'> {
  readonly wires: Pick<WireProcess, 'ask' | 'captured'>
}

export class LabCapture {
  readonly #lab: CapturedLab
  readonly #files: ReadonlyMap<string, string>

  private constructor(lab: CapturedLab, files: ReadonlyMap<string, string>) {
    this.#lab = lab
    this.#files = files
  }

  static async open(lab: CapturedLab, wires: readonly LabWire[], setup: CaptureSetup): Promise<LabCapture> {
    const { folder, limit } = setup
    mkdirSync(folder)
    const files = new Map<string, string>()
    const starts = networksOf(setup).map((network) => {
      const [namespace] = lab.device({ machine: network, name: '' })
      const file = path.resolve(folder, captureName(network))
      const head = headOf(setup, network)
      writeFileSync(file, head, { flag: 'ax' })
      files.set(namespace, file)
      return { network: namespace, path: file, size: head.byteLength }
    })
    await lab.wires.ask({
      do: 'capture',
      files: starts,
      limit,
      full: fullAt(limit),
      addresses: Object.fromEntries(wires.map(({ name, addresses }) => [name, addresses])),
    })
    return new LabCapture(lab, files)
  }

  /** Adds a comment to the next packet of each network. */
  note(text: string): void {
    this.#tell({ do: 'note', text })
  }

  /** A machine has other addresses. */
  moved(name: string, addresses: readonly string[]): void {
    this.#tell({ do: 'names', block: base64(nameBlock([{ name, addresses }])) })
  }

  /** Never rejects: when the wires have ended, the files have the packets before that. */
  async close(): Promise<readonly CapturedFile[]> {
    try {
      const ends = await this.#lab.wires.captured()
      return ends.map(([network, end]) => ({ path: this.#files.get(network) ?? network, end }))
    } catch (error) {
      const end = endedBy(messageOf(error))
      return [...this.#files.values()].map((file) => ({ path: file, end }))
    }
  }

  #tell(request: Parameters<WireProcess['ask']>[0]): void {
    // The run ends when the process does, and tells why.
    this.#lab.wires.ask(request).catch(() => {})
  }
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64')
}
