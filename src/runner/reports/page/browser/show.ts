import { type ComponentChild, render } from 'preact'
import { colourSheet } from '../colours.ts'
import css from './page.css'

/** Puts a page into its document: the style with its own, and what is made of the data that is embedded in it. */
export function show<T>(ownCss: string, pageOf: (data: T) => ComponentChild): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`${colourSheet((name, value) => `:root{--${name}:${value}}`)}${css}${ownCss}`)
  document.adoptedStyleSheets = [sheet]
  const data = JSON.parse(document.querySelector('#page-data')?.textContent ?? '') as T
  const root = document.createElement('div')
  root.id = 'app'
  document.body.append(root)
  render(pageOf(data), root)
}
