/** A step of a page that a reader follows: a file to save, or commands with their output. */
export type TutorialStep =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'commands'; readonly section: string; readonly text: string; readonly output: string }

/**
 * Steps of a page, in order. A block of `sh` holds commands, a block of `text` after it their output, and any other block is
 * the file that was named last before it.
 */
export function tutorialSteps(page: string): readonly TutorialStep[] {
  const steps: TutorialStep[] = []
  let section = ''
  let before = ''
  for (const part of page.split(/^(## [^\n]*$|```[a-z]+\n.*?^```$)/ms)) {
    const [, language = '', text = ''] = /^```([a-z]+)\n(.*)^```$/ms.exec(part) ?? []
    if (part.startsWith('## ')) section = part.slice(3)
    else if (language === 'sh') steps.push({ kind: 'commands', section, text, output: '' })
    else if (language === 'text') {
      const last = steps.pop()
      if (last?.kind !== 'commands') throw new Error(`no commands have the output\n${text}`)
      steps.push({ ...last, output: text })
    } else if (language !== '') {
      const name = [...before.matchAll(/`([^`\s]+\.ya?ml)`/g)].at(-1)?.[1]
      if (name === undefined) throw new Error(`no text names the file\n${text}`)
      steps.push({ kind: 'file', name, text })
    } else before = part
  }
  return steps
}

/** Output with the parts that differ in each run replaced: times of the wall, folders of results, fingerprints. */
export function masked(output: string): string {
  return output
    .replace(/\d{4}-\d\d-\d\dT[\d-]+\.\d+Z-[0-9a-f]+/g, '<run>')
    .replace(/ in (?:\d+m )?[\d.]+m?s(?: \(x\d+\))?/g, ' in <time>')
    .replace(/fingerprint [0-9a-f]+/g, 'fingerprint <hash>')
    .replace(/\d+ events/g, '<count> events')
}

/** True when the output has these lines one after the other; a line `…` stands for any number of lines. */
export function hasLines(output: string, wanted: string): boolean {
  const pattern = masked(wanted)
    .trimEnd()
    .split('\n')
    .map((line) => (line === '…' ? '(?:.*\n)*?' : `${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\n`))
    .join('')
  return new RegExp(`^${pattern}$`).test(`${masked(output).trim()}\n`)
}
