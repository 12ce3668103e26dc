import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { CHROMIUM } from '../support/chromium.ts'

export async function openChromium(): Promise<Browser> {
  const { executablePath } = CHROMIUM
  if (!existsSync(executablePath)) {
    throw new Error(
      `These tests need Chromium at ${executablePath}: install it, or say where it is by CHROMIUM_PATH.`,
    )
  }
  return chromium.launch(CHROMIUM)
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
type Violation = { id: string; nodes: { html: string }[] }

export async function shouldBeAccessible(page: Page): Promise<void> {
  // By the protocol, because our policy lets no foreign script in.
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    ).axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  })
  expect(found).toEqual([])
}

/** Nothing is cut off sideways. */
export async function shouldFit(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  expect(content).toBeLessThanOrEqual(window as number)
}
