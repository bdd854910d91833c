/** The topology that shows a failure: a file that its user can commit. */
import path from 'node:path'
import { type Document, isMap, isSeq } from 'yaml'
import { expectationOf } from '../language/expectations/registry.ts'
import { faultOf } from '../language/faults/registry.ts'
import { timesOf } from '../language/plan/lint/times.ts'
import type { EntryPlan, Plan } from '../language/plan/plan.ts'
import { movePaths } from '../language/topology/move-paths.ts'
import { formatClock } from '../language/values/format-clock.ts'
import { formatDuration } from '../language/values/format-duration.ts'
import { bisectCommand, type ChangedVerdict, changedVerdict } from './bisect-command.ts'
import type { Template } from './candidate.ts'
import type { ReleasePair } from './difference.ts'
import type { FoundFailure } from './failure.ts'
import type { FailureGroup, SmallestWay } from './groups.ts'

export interface FoundOptions {
  readonly template: Template
  /** The file of the search, and the folder of the new file. */
  readonly searchFile: string
  readonly folder: string
  readonly load: (text: string) => Plan | null
  /** The release that the command names, for nodes that name none; null: it names none. */
  readonly release: string | null
  /** The releases that the search compares; null: it compares none. */
  readonly pair: ReleasePair | null
}

const longestName = 63
const longestDescription = 1000

/** `relays-reservation-3fa2`: the search, the expectation, and the first digits of the group. */
export function nameOf(search: string, { id, key }: Pick<FailureGroup, 'id' | 'key'>, digits = 4): string {
  const [expectation] = JSON.parse(key) as readonly string[]
  const end = `-${expectation}-${id.slice(0, digits)}`
  return `${search.slice(0, longestName - end.length)}${end}`
}

export function foundText(
  name: string,
  { candidate, failure }: SmallestWay,
  known: string | null,
  { template, searchFile, folder, load, release, pair }: FoundOptions,
): string {
  const document: Document = template.documentOf(candidate)
  const plan = load(template.textOf(candidate))
  const entry = plan?.timeline.find(({ id }) => id === failure.entry)
  document.set('name', name)
  document.delete('description')
  const { contents } = document
  if (plan !== null && entry !== undefined && isMap(contents)) {
    const difference = pair === null ? null : changedVerdict(failure, pair)
    const text = document.createNode(describe(plan, entry, failure, { name, difference }))
    text.type = 'BLOCK_FOLDED'
    const place = contents.items.findIndex(({ key }) => String(key) === 'name')
    contents.items.splice(place + 1, 0, document.createPair('description', text))
  }
  const failing = failure.release ?? release
  if (failing !== null) setRelease(document, failing)
  const timeline = document.get('timeline')
  for (const item of isSeq(timeline) ? timeline.items : [])
    if (isMap(item) && item.get('id') === failure.entry && known?.startsWith('https://'))
      item.set('known', known)
  const from = path.dirname(path.resolve(searchFile))
  const moved = (file: string) => {
    const relative = path.relative(path.resolve(folder), path.resolve(from, file))
    return relative.startsWith('.') ? relative : `./${relative}`
  }
  movePaths(document, moved)
  const text = document.toString({ lineWidth: 120 })
  return text.replace(
    /^(#\s*yaml-language-server: \$schema=)(\.\S+)$/m,
    (_, start: string, schema: string) => `${start}${moved(schema)}`,
  )
}

/** Names the release for nodes that name none, above the nodes. */
function setRelease(document: Document, release: string): void {
  const { contents } = document
  if (document.has('defaults') || !isMap(contents)) {
    document.setIn(['defaults', 'libp2p'], release)
    return
  }
  const place = contents.items.findIndex(({ key }) => String(key) === 'nodes')
  contents.items.splice(place, 0, document.createPair('defaults', { libp2p: release }, { flow: true }))
}

function whoChangedIt(file: string, difference: ChangedVerdict): readonly string[] {
  const command = bisectCommand(file, difference)
  return command === null ? [] : [`The release that changed it: \`${command}\`.`]
}

interface Described {
  readonly name: string
  readonly difference: ChangedVerdict | null
}

/** Tells the run in sentences: each fault with its time, and then the failure. */
function describe(
  plan: Plan,
  failing: EntryPlan,
  { reason }: FoundFailure,
  { name, difference }: Described,
): string {
  const times = timesOf(plan)
  const faults = plan.timeline.flatMap((entry) => {
    if (entry.type !== 'fault') return []
    const lasting = entry.for === null ? '' : `, for ${formatDuration(entry.for)}`
    const { kind, params } = entry.fault
    return [`At ${formatClock(times.startOf(entry).from)}, ${faultOf(kind).describe(params)}${lasting}.`]
  })
  const expected =
    failing.type === 'expectation'
      ? expectationOf(failing.expectation.kind).describe(failing.expectation.params)
      : failing.id
  const wanted =
    difference === null
      ? [`It is expected that ${expected}, but this fails: ${reason}.`]
      : [
          `It is expected that ${expected}. On libp2p ${difference.bad} this fails: ${reason}. On libp2p ${difference.good} it holds.`,
          ...whoChangedIt(`${name}.yaml`, difference),
        ]
  const text = [...faults, ...wanted, 'Found and shrunk by `topo search`.'].join(' ')
  return text.length <= longestDescription ? text : `${text.slice(0, longestDescription - 2)} …`
}
