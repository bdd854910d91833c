import { formatClock } from '../../../language/values/format-clock.ts'
import { plural } from '../../../language/values/plural.ts'
import { findingsOf } from '../../reporters/findings.ts'
import { formatSpeed } from '../../text/format-time.ts'
import { clean, symbols } from '../words.ts'
import { Command } from './command.tsx'
import type { Report } from './report.ts'

export function ReportHeader({ report }: { readonly report: Report }) {
  const { words } = report
  const { plan, verdict, run } = report.data
  const speed = formatSpeed(verdict.duration, run.wall)
  const facts = [
    ['Duration', `${formatClock(verdict.duration)}${verdict.clock === 'virtual' ? ' of virtual time' : ''}`],
    ['Took', `${formatClock(run.wall)}${speed === '' ? '' : ` (${speed})`}`],
    ['Nodes', plural(plan.nodes.length, 'node')],
    ['Events', verdict.events.toLocaleString('en')],
    ['Seed', String(verdict.seed)],
    ['Clock, fabric', `${verdict.clock}, ${verdict.fabric}`],
    ['Fingerprint', verdict.fingerprint],
    ...(run.started === null ? [] : [['Started', run.started.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')]]),
  ]
  const [first] = findingsOf(verdict)
  const summary = first === undefined ? verdict.reason : restOf(verdict.reason, first.reason)
  return (
    <header class={`head ${verdict.outcome}`}>
      <div class="verdict">
        <span class={`badge ${verdict.outcome}`}>
          <span aria-hidden="true">{symbols[verdict.outcome]}</span> {verdict.outcome.toUpperCase()}
        </span>
        <h1>{clean(run.label)}</h1>
      </div>
      {summary === '' ? null : <p class="reason">{words.clean(summary)}</p>}
      <details class="about" open={first === undefined && verdict.holes.length === 0}>
        <summary>
          About this run <span class="mode">{aboutOf(report)}</span>
        </summary>
        {plan.description === '' ? null : <p class="description">{clean(plan.description)}</p>}
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Captures paths={run.captures ?? []} />
        <Command label="Run it again" text={run.command} />
      </details>
    </header>
  )
}

function aboutOf({ data: { plan, verdict } }: Report): string {
  const time = `${formatClock(verdict.duration)}${verdict.clock === 'virtual' ? ' of virtual time' : ''}`
  return `${time}, ${plural(plan.nodes.length, 'node')}, ${plural(verdict.events, 'event')}`
}

/** The part of the verdict's reason that the findings do not tell. */
function restOf(reason: string, told: string): string {
  const at = told === '' ? -1 : reason.indexOf(told)
  return at === -1
    ? reason
    : reason
        .slice(at + told.length)
        .replace(/^ \(and \d+ more\)/, '')
        .replace(/^[. ]*/, '')
}

/** Links to the captured packets of each network. */
function Captures({ paths }: { readonly paths: readonly string[] }) {
  if (paths.length === 0) return null
  return (
    <p class="captures">
      <span>Packets, for Wireshark</span>
      {paths.map((path) => (
        <a key={path} href={path}>
          {clean(path.replace(/^pcap\/|\.pcapng$/g, '').replace('-', ' '))}
        </a>
      ))}
    </p>
  )
}
