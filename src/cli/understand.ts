import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { understand } from '../conversation/understand.ts'
import { vocabularyOf } from '../conversation/vocabulary.ts'
import { loadCity } from '../lib/city.ts'

/**
 * `npm run -s understand -- --ref 2026-11-22T09:00:00+07:00 [--city pangkalpinang]`: one utterance a line on
 * standard input, one JSON line each on standard output. A line `ctx:NAME<tab>text` gives the open question.
 */
const { values } = parseArgs({
  options: { ref: { type: 'string' }, city: { type: 'string', default: 'pangkalpinang' } },
})
const ref = values.ref ? new Date(values.ref) : new Date()
if (Number.isNaN(ref.getTime())) {
  process.stderr.write('--ref must be a time such as 2026-11-22T09:00:00+07:00\n')
  process.exit(2)
}
const city = loadCity(values.city)
const vocabulary = vocabularyOf(city)

for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  const [, context, said] = /^ctx:(\w+)\t(.*)$/s.exec(line) ?? []
  const options = { ref, zone: city.zone, vocabulary, ...(context ? { context } : {}) }
  const { intent, slots, when, quantity } = understand(said ?? line, options)
  const shown = {
    intent,
    slots,
    when: when && {
      kind: when.kind,
      value: when.value,
      ...(when.alternative ? { alternative: when.alternative } : {}),
    },
    quantity: quantity && { count: quantity.count, unit: quantity.unit, eggs: quantity.eggs },
  }
  process.stdout.write(`${JSON.stringify(shown)}\n`)
}
