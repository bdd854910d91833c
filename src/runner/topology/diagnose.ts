import type { Diagnostic, DiagnosticCode, Span } from '../errors.ts'

export function problem(
  code: DiagnosticCode,
  span: Span | null,
  message: string,
  hint: string | null = null,
): Diagnostic {
  return { code, severity: 'error', message, hint, span }
}

export function warning(
  code: DiagnosticCode,
  span: Span | null,
  message: string,
  hint: string | null = null,
): Diagnostic {
  return { code, severity: 'warning', message, hint, span }
}

/** In the order of the text, each one once (an alias can lead to the same mistake many times). */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(
    diagnostics.map((one) => [JSON.stringify([one.code, one.span, one.message]), one] as const),
  )
  return [...unique.values()].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0))
}
