import type { ComponentChild } from 'preact'
import { clean } from '../words.ts'

interface Props {
  readonly text: string
  /** Shown for a text that is no web address. */
  readonly otherwise: ComponentChild
}

/** A link only for web addresses, because the text comes from a file. */
export function WebLink({ text, otherwise }: Props) {
  return /^https:\/\//.test(text) ? (
    <a href={text} rel="noreferrer noopener">
      {clean(text)}
    </a>
  ) : (
    otherwise
  )
}
