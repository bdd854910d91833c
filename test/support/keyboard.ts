import type { Page } from 'playwright-core'

const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'

/** Visible controls of a page that its reader does not come to with the Tab key alone. */
export async function unreachedByKeyboard(page: Page): Promise<readonly string[]> {
  await page.evaluate('document.activeElement?.blur()')
  const count = await page.locator(controls).count()
  // The focus goes around at most once.
  for (let step = 0; step < count + 5; step++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate<boolean>(`(${markReached})()`)) break
  }
  return page.locator(controls).evaluateAll((all) => {
    // One radio button stands for its group: the arrow keys go to the others.
    const groups = new Set(
      all.flatMap((one) =>
        one.matches('input[type=radio][data-reached]') ? [one.getAttribute('name')] : [],
      ),
    )
    return all.flatMap((one) => {
      const isShown = one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      const isInTurn = one.getAttribute('tabindex') !== '-1' && !one.matches(':disabled')
      const isInGroup = one.matches('input[type=radio]') && groups.has(one.getAttribute('name'))
      const isReached = one.hasAttribute('data-reached') || isInGroup
      return isShown && isInTurn && !isReached ? [one.outerHTML.slice(0, 200)] : []
    })
  })
}

/** Marks the element with the focus; true after the last one. */
const markReached = `() => {
  const { activeElement, body } = document
  if (activeElement === body || activeElement.hasAttribute('data-reached')) return true
  activeElement.setAttribute('data-reached', '')
  return false
}`
