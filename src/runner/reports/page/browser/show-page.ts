import { type ComponentChild, render } from 'preact'
import { colourSheet } from '../colours.ts'
import badge from './styles/badge.css'
import base from './styles/base.css'
import cause from './styles/cause.css'
import eventList from './styles/event-list.css'
import findings from './styles/findings.css'
import head from './styles/head.css'
import logs from './styles/logs.css'
import matrix from './styles/matrix.css'
import narrow from './styles/narrow.css'
import nodeTable from './styles/node-table.css'
import panel from './styles/panel.css'
import print from './styles/print.css'
import source from './styles/source.css'
import table from './styles/table.css'
import timeline from './styles/timeline.css'
import topologyMap from './styles/topology-map.css'

const parts = [
  base,
  badge,
  head,
  findings,
  cause,
  panel,
  timeline,
  topologyMap,
  table,
  nodeTable,
  matrix,
  eventList,
  logs,
  source,
]
/** The style of all pages. The rules for narrow screens and for print override the parts, so they come last. */
const css = [...parts, narrow, print].join('')

/** Renders a page into its document, from the data that the document embeds, with the page's own style last. */
export function showPage<T>(ownCss: string, pageOf: (data: T) => ComponentChild): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`${colourSheet((name, value) => `:root{--${name}:${value}}`)}${css}${ownCss}`)
  document.adoptedStyleSheets = [sheet]
  const data = JSON.parse(document.querySelector('#page-data')?.textContent ?? '') as T
  const root = document.createElement('div')
  root.id = 'app'
  document.body.append(root)
  render(pageOf(data), root)
}
