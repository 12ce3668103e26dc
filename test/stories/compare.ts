import type { Seen } from './hand.ts'
import type { Expected } from './script.ts'

/** What one person should have heard and did hear, side by side, where they differ; empty when they agree. */
export function differences(who: string, expected: Expected[], heard: Seen[]): string[] {
  const fits = expected.length === heard.length && expected.every((one, n) => agrees(one, heard[n] as Seen))
  if (fits) return []
  const shown = (text: string, buttons: string[]) =>
    [
      ...text.split('\n'),
      ...(buttons.length > 0 ? [buttons.map((label) => `[${label}]`).join(' ')] : []),
    ].join('\n    ')
  const lines: string[] = []
  for (let n = 0; n < Math.max(expected.length, heard.length); n++) {
    const [wanted, got] = [expected[n], heard[n]]
    if (wanted && got && agrees(wanted, got)) continue
    lines.push(`  expected → ${who}: ${wanted ? shown(wanted.text, wanted.buttons) : '(tidak ada)'}`)
    lines.push(`  heard    → ${who}: ${got ? shown(got.text, got.buttons) : '(tidak ada)'}`)
  }
  return lines
}

function agrees({ text, buttons }: Expected, heard: Seen): boolean {
  const anyButtons = buttons.length === 1 && buttons[0] === '…'
  if (!anyButtons && JSON.stringify(buttons) !== JSON.stringify(heard.buttons)) return false
  const pattern = text.split('…').map(literal).join('[\\s\\S]*')
  // A sentence may itself hold the sign of "anything": then it stands for itself as well.
  return text === heard.text || new RegExp(`^${pattern}$`).test(heard.text)
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
