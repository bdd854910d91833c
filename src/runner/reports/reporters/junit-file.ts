import { junitXml } from './junit-xml.ts'
import type { NamedReporter } from './reporting.ts'
import { RunNotes } from './run-notes.ts'

/** Writes the JUnit report of a run into its results folder, at the end of the run. */
export function junitFile(write: (xml: string) => void): NamedReporter {
  return {
    name: 'junit.xml',
    reporter: {
      start: (plan, info) => {
        const notes = new RunNotes(plan, info)
        return {
          event: (event, settled) => notes.push(event, settled),
          end: (verdict) => write(junitXml([{ notes, verdict }])),
        }
      },
      close: () => {},
    },
  }
}
