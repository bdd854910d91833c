import type { Diagnostic, DiagnosticCode, Span } from '../../../base/errors.ts'

export function problem(
  code: DiagnosticCode,
  span: Span | null,
  message: string,
  hint: string | null = null,
): Diagnostic {
  return { code, severity: 'error', message, hint, span, label: null, related: [] }
}

export function warning(
  code: DiagnosticCode,
  span: Span | null,
  message: string,
  hint: string | null = null,
): Diagnostic {
  return { code, severity: 'warning', message, hint, span, label: null, related: [] }
}

/** Returns the diagnostic with other places that it is about. Places without a span are left out. */
export function withPlaces(
  diagnostic: Diagnostic,
  label: string,
  related: readonly { readonly span: Span | null; readonly label: string }[],
): Diagnostic {
  const places = related.flatMap(({ span, label }) => (span === null ? [] : [{ span, label }]))
  return { ...diagnostic, label, related: places }
}

/**
 * Returns diagnostics in the order of the text, each one once: an alias can repeat a mistake. If the file is not valid
 * YAML, there are only YAML errors.
 */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unreadable = new Set(
    diagnostics.flatMap(({ code, span }) => (isYaml(code) ? [JSON.stringify(span)] : [])),
  )
  const told = diagnostics.filter(({ code, span }) => isYaml(code) || !unreadable.has(JSON.stringify(span)))
  const unique = new Map(told.map((one) => [JSON.stringify([one.code, one.span, one.message]), one] as const))
  return [...unique.values()].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0))
}

function isYaml(code: DiagnosticCode): boolean {
  return code === 'yaml-syntax' || code === 'yaml-alias' || code === 'yaml-too-deep'
}
