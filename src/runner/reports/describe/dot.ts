import type { Edge, Graph, Vertex } from './graph.ts'

/** Renders a graph for Graphviz. https://graphviz.org/doc/info/lang.html */
export function renderDot({ vertices, edges }: Graph): string {
  return [
    'digraph topology {',
    '  node [fontname="sans-serif"]',
    '  edge [fontname="sans-serif", fontsize=10]',
    ...vertices.map((one) => `  ${drawVertex(one)}`),
    ...edges.map((one) => `  ${drawEdge(one)}`),
    '}',
    '',
  ].join('\n')
}

const shapes: Readonly<Record<Vertex['shape'], string>> = {
  internet: 'ellipse',
  router: 'box',
  'boot-node': 'hexagon',
  peer: 'oval',
  module: 'component',
  command: 'cds',
}

const styles: Readonly<Record<Edge['kind'], string>> = {
  cable: 'style=solid',
  link: 'style=bold, constraint=false',
  relay: 'style=dashed, constraint=false',
  connect: 'style=dotted, constraint=false',
}

function drawVertex({ id, shape, lines }: Vertex): string {
  return `${id} [shape=${shapes[shape]}, label="${lines.map(escaped).join('\\n')}"]`
}

function drawEdge({ from, to, kind, oneWay, label }: Edge): string {
  const direction = oneWay ? '' : ', dir=none'
  return `${from} -> ${to} [${styles[kind]}${direction}${label === '' ? '' : `, label="${escaped(label)}"`}]`
}

function escaped(text: string): string {
  return text.replace(/["\\]/g, '\\$&')
}
