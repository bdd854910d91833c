import { join } from 'node:path'
import { InputError } from '../base/errors.ts'
import type { TopoEvent } from '../events/event.ts'
import type { CapturedFile } from '../runner/capture/captures.ts'
import type { Plan } from '../runner/language/plan/plan.ts'
import { formatClock } from '../runner/language/values/format-clock.ts'
import { RunWords } from '../runner/reports/text/run-words.ts'
import { vocabularyOf } from '../runner/reports/text/vocabulary-of.ts'
import { captureFolder } from '../runner/results/files.ts'
import type { CaptureOptions } from '../runner/run/run.ts'

export interface CaptureRequest {
  /** Most bytes of a file; null: no capture. */
  readonly pcap: number | null
  /** The folder of the run. */
  readonly folder: string
  /** Returns the plan as it is now. */
  readonly plan: () => Plan
  readonly onEnd: (files: readonly CapturedFile[]) => void
}

/** Throws {@link InputError}: no packets of fabric host can be captured. */
export function assertCanCapture({ name, fabric }: Plan): void {
  if (fabric === 'host')
    throw new InputError(
      `${name} runs on fabric host, whose packets are on the machine's own 127.0.0.1: a capture needs \`fabric: virtual\` or \`fabric: netns\``,
    )
}

export function captureFor({ pcap, folder, plan, onEnd }: CaptureRequest): CaptureOptions | null {
  if (pcap === null) return null
  assertCanCapture(plan())
  return {
    folder: join(folder, captureFolder),
    limit: pcap,
    describe: (event) =>
      isTold(event) ? `${formatClock(event.t)}: ${new RunWords(vocabularyOf(plan())).tell(event)}` : null,
    onEnd,
  }
}

/** True for events that explain packets: faults, and the beginnings and ends of processes. */
function isTold({ kind }: TopoEvent): boolean {
  switch (kind) {
    case 'fault-started':
    case 'fault-reverted':
    case 'node-starting':
    case 'node-failed':
    case 'node-exited':
    case 'node-paused':
    case 'node-resumed':
      return true
    default:
      return false
  }
}
