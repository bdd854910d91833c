import { InputError, type RelatedPlace, type Span } from '../../base/errors.ts'
import { renderDiagnostics } from '../../runner/language/diagnostics/render.ts'

/** The name of a request in messages, where a topology has the name of its file. */
const requestName = 'request'

/** A fault or an expectation as its author wrote it: JSON within a request. Its mistakes have their place there. */
export class WrittenEntry {
  readonly name = requestName
  /** The last entry of the topology, in place of this one. */
  readonly placeholder = 'the-entry-of-a-request'
  readonly #request: string
  readonly #span: Span

  /** `span`: the place of the JSON object in the request. */
  constructor(request: string, span: Span) {
    this.#request = request
    this.#span = span
  }

  /** Plans the topology `text` with this entry at `time`. JSON is YAML, so the text of the request goes in as it is. */
  async plan<P>(text: string, time: string, plan: (text: string) => Promise<P>): Promise<P> {
    const { start, end } = this.#span
    const place = text.lastIndexOf(this.placeholder)
    const before = `${text.slice(0, place)}{ at: ${time}, `
    const after = text.slice(place + this.placeholder.length)
    try {
      return await plan(`${before}${this.#request.slice(start + 1, end)}${after}`)
    } catch (error) {
      throw error instanceof InputError ? this.#relocated(error, before.length) : error
    }
  }

  /** `from`: the place of the entry, without its brace, in the planned text. */
  #relocated(error: InputError, from: number): InputError {
    const { start, end } = this.#span
    const shift = start + 1 - from
    const isWithin = (span: Span) => span.start >= from && span.start <= from + end - start
    const moved = (span: Span) => ({ start: span.start + shift, end: Math.min(span.end + shift, end) })
    const within = (span: Span | null) => (span === null || !isWithin(span) ? this.#span : moved(span))
    const relocate = ({ span, label }: RelatedPlace) => ({ span: moved(span), label })
    const diagnostics = error.files
      .flatMap((file) => file.diagnostics)
      .map((one) => ({
        ...one,
        span: within(one.span),
        related: one.related.filter(({ span }) => isWithin(span)).map(relocate),
      }))
    return diagnostics.length === 0 ? error : wrongRequest(this.#request, diagnostics)
  }
}

export function wrongRequest(
  text: string,
  diagnostics: InputError['files'][number]['diagnostics'],
): InputError {
  const files = [{ file: requestName, text, diagnostics }]
  return new InputError(renderDiagnostics(files, { color: false }).trimEnd(), files)
}
