/** A custom issue for `superRefine`: `key` does not go together with another one. */
export function conflict(key: string, message: string, hint: string) {
  return { code: 'custom' as const, path: [key], message, params: { code: 'conflicting-keys', hint } }
}
