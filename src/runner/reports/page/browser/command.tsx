import { useState } from 'preact/hooks'
import { clean } from '../words.ts'

/** A command, and a button that copies it. */
export function Command({ label, text }: { readonly label: string; readonly text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <p class="command">
      <span>{label}</span>
      <code>{clean(text)}</code>
      <button type="button" onClick={copy}>
        {copied ? 'Copied' : 'Copy'}
      </button>
    </p>
  )
}
