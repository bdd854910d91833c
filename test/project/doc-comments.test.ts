/** A doc comment begins with a noun phrase or with a verb: it names its subject. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../support/run-topology.ts'

const folders = ['src', 'scripts', 'test', 'bench', 'examples']
const opening = /\/\*\*\s*(?:\*\s*)?((?:What|Whether|Who|Whose|Whom|Where|How|When|Why|Which)\b.*)/g

const files = folders.flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('node_modules'))
    .map((file) => path.join(folder, file)),
)

const openings = (text: string) => [...text.matchAll(opening)].map(([, words]) => words)

describe('a doc comment', () => {
  it('opens with no question word', () => {
    const found = files.flatMap((file) =>
      openings(readFileSync(path.join(root, file), 'utf8')).map((words) => `${file}: ${words}`),
    )
    expect(found).toEqual([])
  })

  it.each(['Whether it runs', 'What it is', 'How long it takes'])(
    'that opens with "%s" is found',
    (words) => {
      expect(openings(`/${'**'} ${words} */`)).toHaveLength(1)
      expect(openings(`/${'**'}\n * ${words}\n */`)).toHaveLength(1)
    },
  )

  it('that opens with a noun or a verb is fine', () => {
    expect(openings('/** Returns true while it runs. When it ends, false. */')).toEqual([])
  })
})
