import { assertNever } from '../../../base/errors.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import { type Paint, paintOutcome } from '../text/paint.ts'
import type { Bisection } from './bisection.ts'

/** The answer of a bisection for people. */
export function renderBisection({ search, known, answer }: Bisection, paint: Paint): readonly string[] {
  switch (answer.kind) {
    case 'wrong-end': {
      const { release, said, seen } = answer
      const name = said === 'pass' ? 'good' : 'bad'
      const verb = seen === 'pass' ? 'passes' : seen === 'fail' ? 'fails' : 'has an unknown verdict'
      return [`${release} was given as ${name}, but it ${verb}: the search needs a good and a bad release`]
    }
    case 'found': {
      const { before, after, skipped, contradictions } = answer
      const [verb, old] = search.first === 'pass' ? ['breaks', 'passes'] : ['fixes', 'fails']
      const who = skipped.length === 0 ? after : `one of ${[...skipped, after].join(', ')}`
      return [
        `${paint.bold(escapeTerminal(who))} ${verb} it: ${before} ${old}, ${after} ${search.first === 'pass' ? 'fails' : 'passes'}`,
        ...(skipped.length === 0 ? [] : [`  ${skipped.join(', ')}: skipped, with unknown verdicts`]),
        ...(contradictions.length === 0
          ? []
          : [
              `  The verdict changes more than once: ${contradictions.join(', ')} ${contradictions.length === 1 ? 'has' : 'have'} the old verdict again, so this is only the first change. --all runs every release.`,
            ]),
        '',
        ...search.releases.flatMap((release) => {
          const standing = known.get(release)
          return standing === undefined ? [] : [`  ${release.padEnd(10)} ${paintOutcome(standing, paint)}`]
        }),
      ]
    }
    default:
      return assertNever(answer)
  }
}
