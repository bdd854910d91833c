/** The timeline of a run as a picture of its own, drawn as in the report, without a browser. */
import { scaleLinear, scaleUtc } from 'd3-scale'
import type { TopoEvent } from '../../../events/event.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { formatClock } from '../../language/values/format-clock.ts'
import { plural } from '../../language/values/plural.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import { escapeXmlText } from '../text/escape-xml.ts'
import { vocabularyOf } from '../text/vocabulary-of.ts'
import { colourSheet } from './colours.ts'
import type { Bar, BarStyle, LaneLayout } from './lanes.ts'
import { layOutLanes } from './lay-out-lanes.ts'
import { paintLanes } from './paint-lanes.ts'
import { reportModel } from './report-model.ts'
import type { Scene } from './scene.ts'
import { SvgPen } from './svg-pen.ts'
import { clean, symbols, wordsFor } from './words.ts'

export interface SvgRun {
  readonly plan: Plan
  readonly verdict: Verdict
  readonly events: readonly TopoEvent[]
  /** Name of the run: `relay-expiry 3.3.4`. */
  readonly label: string
}

const width = 1200
const margin = 12
const inner = width - 2 * margin
const gutter = 132
const headHeight = 62
const axisHeight = 24
const legendHeight = 26
const longestReason = 170

export function renderSvg({ plan, verdict, events, label }: SvgRun): string {
  const words = wordsFor(vocabularyOf(plan))
  const layout = layOutLanes(reportModel(plan, events), verdict, words)
  const span = Math.max(layout.duration, 1) * 1.02
  const scale = scaleLinear([0, span], [gutter, inner])
  const lanesTop = headHeight + axisHeight
  const height = lanesTop + layout.height + legendHeight + margin
  const title = `${verdict.outcome}: ${clean(label)}`
  const reason = shorten(words.clean(verdict.reason))
  const word = `${symbols[verdict.outcome]} ${verdict.outcome.toUpperCase()}`
  const badge = 26 + word.length * 9
  const ticks = scaleUtc([0, span], [gutter, inner]).ticks(9).map(Number)
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title reason">`,
    `<title id="title">${escapeXmlText(title)}</title>`,
    `<desc id="reason">${escapeXmlText(words.clean(verdict.reason))}</desc>`,
    `<style>${sheet()}</style>`,
    `<rect class="f-panel s-line" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    `<rect class="f-${verdict.outcome}" x="${margin}" y="12" width="${badge}" height="22" rx="5"/>`,
    `<text class="f-panel strong" x="${margin + badge / 2}" y="23" dy=".35em" text-anchor="middle">${word}</text>`,
    `<text class="f-ink strong" x="${margin + badge + 10}" y="23" dy=".35em">${escapeXmlText(clean(label))}</text>`,
    `<text class="f-muted" x="${width - margin}" y="23" dy=".35em" text-anchor="end">${formatClock(verdict.duration)}, ${plural(verdict.events, 'event')}, seed ${verdict.seed}</text>`,
    `<text class="f-ink" x="${margin}" y="50" dy=".35em">${escapeXmlText(reason)}</text>`,
    `<g transform="translate(${margin},${headHeight})">`,
    ...ticks.map((time) => {
      const x = Math.round(scale(time) * 100) / 100
      return `<path class="s-edge" d="M${x},${axisHeight - 5}v5"/><text class="f-muted" x="${x}" y="10" dy=".35em" text-anchor="middle">${formatClock(time)}</text>`
    }),
    '</g>',
    `<g transform="translate(${margin},${lanesTop})">`,
    drawn(new SvgPen('lanes'), { layout, toX: scale, toTime: (x) => scale.invert(x) }),
    '</g>',
    `<g transform="translate(${margin},${lanesTop + layout.height + 6})">`,
    drawn(new SvgPen('legend'), { layout: legend, toX: (x) => x, toTime: (x) => x }),
    '</g>',
    '</svg>',
    '',
  ]
  return lines.join('\n')
}

function drawn(pen: SvgPen, scene: Pick<Scene, 'layout' | 'toX' | 'toTime'>): string {
  const { height } = scene.layout
  const colour = (name: string) => name
  paintLanes(pen, { ...scene, width: inner, height, gutter, scrolled: 0, colour, node: null })
  return pen.elements
}

const legendEntries: readonly (readonly [BarStyle, string])[] = [
  ['running', 'running'],
  ['paused', 'starting, paused'],
  ['reserved', 'reservation'],
  ['half-reserved', 'one side knows'],
  ['direct', 'direct'],
  ['relayed', 'relayed'],
  ['fault', 'fault'],
  ['pass', '✓ pass'],
  ['fail', '✕ fail'],
  ['unknown', '? unknown'],
]

/** A lane with one bar of each style; its times are pixels. */
const legend: LaneLayout = {
  duration: inner,
  height: 20,
  marks: [],
  lanes: [
    {
      ...{
        title: 'Legend',
        subtitle: '',
        node: null,
        group: null,
        top: 0,
        height: 20,
        isStriped: false,
        isFocus: false,
      },
      rows: [{ top: 2, height: 14, bars: legendEntries.map(legendBar) }],
      ...{ ticks: [], counts: [], differences: [] },
    },
  ],
}

function legendBar([style, label]: readonly [BarStyle, string], index: number): Bar {
  const room = (inner - gutter) / legendEntries.length
  const from = gutter + index * room
  return { from, to: from + room - 10, style, label, title: label }
}

function sheet(): string {
  const colours = colourSheet((name, value) => `.f-${name}{fill:${value}}.s-${name}{stroke:${value}}`)
  return `text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}.strong{font-size:14px;font-weight:600}${colours}`
}

function shorten(text: string): string {
  return text.length <= longestReason ? text : `${text.slice(0, longestReason - 1)}…`
}
