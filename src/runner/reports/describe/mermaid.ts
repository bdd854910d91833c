import type { Edge, Graph, Vertex } from './graph.ts'

/**
 * Renders a graph as a Mermaid flowchart, which GitHub shows in Markdown. https://mermaid.js.org/syntax/flowchart.html
 */
export function renderMermaid({ vertices, edges }: Graph): string {
  return [
    'flowchart TB',
    ...vertices.map((one) => `  ${drawVertex(one)}`),
    ...edges.map((one) => `  ${drawEdge(one)}`),
  ]
    .join('\n')
    .concat('\n')
}

function drawVertex({ id, shape, lines }: Vertex): string {
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

/** Escapes text for Mermaid, which writes HTML entities with `#` instead of `&`. */
function escaped(text: string): string {
  return text.replace(/["#<>&]/g, (character) => `#${character.charCodeAt(0)};`)
}
