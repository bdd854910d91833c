import type { Edge, Graph, Vertex } from './graph.ts'

/** A graph as a Mermaid flowchart, as GitHub shows it in Markdown. https://mermaid.js.org/syntax/flowchart.html */
export function renderMermaid({ machines, edges }: Graph): string {
  return [
    'flowchart TB',
    ...machines.map((one) => `  ${drawMachine(one)}`),
    ...edges.map((one) => `  ${drawEdge(one)}`),
  ]
    .join('\n')
    .concat('\n')
}

function drawMachine({ id, shape, lines }: Vertex): string {
  const text = `"${lines.map(escaped).join('<br/>')}"`
  switch (shape) {
    case 'internet':
      return `${id}([${text}])`
    case 'router':
      return `${id}[${text}]`
    case 'boot-node':
      return `${id}{{${text}}}`
    case 'peer':
      return `${id}(${text})`
    case 'module':
    case 'command':
      return `${id}[[${text}]]`
    default:
      return shape satisfies never
  }
}

function drawEdge({ from, to, kind, oneWay, label }: Edge): string {
  const said = label === '' ? '' : `|"${escaped(label)}"|`
  return `${from} ${arrows[kind](oneWay)}${said} ${to}`
}

const arrows: Readonly<Record<Edge['kind'], (oneWay: boolean) => string>> = {
  cable: () => '---',
  link: (oneWay) => (oneWay ? '==>' : '==='),
  relay: () => '-.->',
  connect: () => '-->',
}

/** Mermaid takes HTML entities, written with `#` instead of `&`. */
function escaped(text: string): string {
  return text.replace(/["#<>&]/g, (character) => `#${character.charCodeAt(0)};`)
}
