import { describe, expect, it } from 'vitest'
import { loadTopology } from '../../../../../src/runner/language/plan/load.ts'
import { lineCounter } from '../../../../../src/runner/language/text/lines.ts'

const right = `name: example
nodes:
  boot:
    kind: boot-node
    relay:
      maxReservations: 2
      reservationDuration: 10m
    because: it restarts
  alice: { kind: peer, relays: boot }
  bob:
    kind: peer
timeline:
  - at: 1s
    expect: reservation
    peer: alice
    relay: boot
  - { at: 1m, fault: restart, node: boot, down: 20s }
  - at: 2m
    expect: process
    node: bob
description: >
  A peer asks a relay for a reservation, loses it when
  the relay restarts, and asks again.
`

/** Each makes a line wrong, or returns null if the line has nothing to change. */
const slips = {
  'a space more': (line: string) => ` ${line}`,
  'two spaces more': (line: string) => `  ${line}`,
  'a space less': (line: string) => (line.startsWith(' ') ? line.slice(1) : null),
  'two spaces less': (line: string) => (line.startsWith('  ') ? line.slice(2) : null),
  'a dash less': (line: string) => (/^ *- /.test(line) ? line.replace('- ', '') : null),
  'a dash more': (line: string) => (/^ *\w+: \w/.test(line) ? line.replace(/^ */, '$&- ') : null),
  'no space after the dash': (line: string) => (/^ *- /.test(line) ? line.replace('- ', '-') : null),
  'no colon': (line: string) => (isPair(line) ? line.replace(':', '') : null),
  'no space after the colon': (line: string) => (isPair(line) ? line.replace(/: (?=\w)/, ':') : null),
  'an equals sign': (line: string) => (isPair(line) ? line.replace(/: (?=\w)/, ' = ') : null),
  'a semicolon': (line: string) => (/: \w|[:}]$/.test(line) ? `${line};` : null),
}

function isPair(line: string): boolean {
  return /^ *(?:- )?\w+:(?! >)/.test(line)
}

/** The lines of the errors after one line is made wrong; null: the file is still right. */
function toldAfter(index: number, slip: (line: string) => string | null): readonly string[] | null {
  const lines = right.split('\n')
  const wrong = slip(lines[index] ?? '')
  if (wrong === null || wrong === lines[index]) return null
  const text = lines.with(index, wrong).join('\n')
  const loaded = loadTopology({ file: 'x.yaml', text })
  if (loaded.ok) return null
  const { position } = lineCounter(text)
  return loaded.file.diagnostics.map(({ span, message }) => `${position(span?.start ?? 0).line}: ${message}`)
}

describe('one mistake in a line has one message, at this line', () => {
  it.each(Object.entries(slips))('%s', (_, slip) => {
    const told = right.split('\n').map((_line, index) => ({ line: index + 1, told: toldAfter(index, slip) }))
    const wrong = told.filter(({ told }) => told !== null)
    expect(wrong.length).toBeGreaterThan(1)
    expect(wrong.filter(({ line, told }) => told?.length !== 1 || !told[0]?.startsWith(`${line}: `))).toEqual(
      [],
    )
    expect(wrong.filter(({ told }) => told?.some((one) => one.includes('is not YAML')))).toEqual([])
  })
})
