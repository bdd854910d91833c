import { formatClock } from '../../../language/values/format-clock.ts'
import { plural } from '../../../language/values/plural.ts'
import type { ComparedSide, Comparison } from '../../compare/comparison.ts'
import type { Direction } from '../../compare/standing.ts'
import { formatOutcomes, formatResources, formatSpread } from '../../compare/wording.ts'
import type { RunWords } from '../../text/run-words.ts'
import { clean, symbols, type Word } from '../words.ts'
import type { Actions } from './report.ts'

export const directions: Readonly<Record<Direction, { readonly symbol: string; readonly tone: string }>> = {
  worse: { symbol: '▼', tone: 'fail' },
  better: { symbol: '▲', tone: 'pass' },
  changed: { symbol: '≠', tone: 'unknown' },
  same: { symbol: '=', tone: 'same' },
}

export function ComparisonHeader({
  comparison,
  words,
  actions,
}: {
  readonly comparison: Comparison
  readonly words: RunWords
  readonly actions: Actions
}) {
  const { topology, direction, headline, sides, statements, resources } = comparison
  const { symbol, tone } = directions[direction]
  return (
    <header class={`head ${tone}`}>
      <div class="verdict">
        <span class={`badge ${tone}`}>
          <span aria-hidden="true">{symbol}</span> {direction.toUpperCase()}
        </span>
        <h1>{clean(topology)}</h1>
      </div>
      <p class="reason">{words.clean(headline)}</p>
      <ol class="sides">
        {sides.map((side) => (
          <Side key={side.label} side={side} words={words} />
        ))}
      </ol>
      {resources.map((one) => (
        <p key={one.kind} class="hint">
          {clean(formatResources(one))}
        </p>
      ))}
      {statements.length === 0 ? null : (
        <section class="findings" aria-label="Differences in what nodes hold">
          {statements.map(({ text, also, at }) => (
            <article key={text} class="finding changed unknown">
              <p>
                <button type="button" class="jump" onClick={() => actions.goToTime(at)}>
                  {formatClock(at)}
                </button>{' '}
                {words.clean(text)}
              </p>
              {also.length === 0 ? null : (
                <p class="because">The same for {also.map((one) => words.clean(one)).join(', ')}.</p>
              )}
            </article>
          ))}
        </section>
      )}
    </header>
  )
}

/** The tone of a side; a known failure is no failure. */
export function toneOf({ standing, outcomes }: Pick<ComparedSide, 'standing' | 'outcomes'>): Word {
  if (standing !== 'fail' || Object.hasOwn(outcomes, 'fail')) return standing
  return Object.hasOwn(outcomes, 'unknown') ? 'unknown' : 'known'
}

function Side({ side, words }: { readonly side: ComparedSide; readonly words: RunWords }) {
  const { label, place, runs, reason, duration, wall, fingerprints } = side
  const tone = toneOf(side)
  return (
    <li class={`side ${tone}`}>
      <p>
        <strong>{clean(label)}</strong>{' '}
        <span class={`badge small ${tone}`}>
          <span aria-hidden="true">{symbols[tone]}</span> {formatOutcomes(side)}
        </span>
      </p>
      <p>{words.clean(reason)}</p>
      <p class="hint">
        {plural(runs, 'run')}, {formatSpread(duration, 'time')}
        {wall === null ? '' : `, took ${formatSpread(wall, 'time')}`}
        {fingerprints.length === 1 ? `, fingerprint ${fingerprints.join('')}` : ''}
      </p>
      <p class="hint place">{clean(place)}</p>
    </li>
  )
}
