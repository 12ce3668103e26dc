import type { View } from './view.ts'

/** The English of a sentence, for the demo's visitors; on every other page nothing. */
export function Caption({ view, of, values }: { view: View; of: string; values?: Record<string, unknown> }) {
  if (!view.captions) return null
  return (
    <small class="gloss" lang="en">
      {view.english(of, values)}
    </small>
  )
}
