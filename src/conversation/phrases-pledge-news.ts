import { silenceGoods } from '../features/pledges/silence.dialog.ts'
import { SENDS_AGAIN, SILENCES_GOODS } from '../features/pledges/silence-words.ts'
import { once, type Phrase } from './begun.ts'

/** What is said about news of gifts. */
export const pledgeNewsPhrases: Phrase[] = [
  {
    shape: SILENCES_GOODS,
    answer: async ([, goods = ''], _, ctx) => {
      const say = await silenceGoods(goods, true, ctx)
      return say && once(say)
    },
  },
  {
    shape: SENDS_AGAIN,
    answer: async ([, goods = ''], _, ctx) => {
      const say = await silenceGoods(goods, false, ctx)
      return say && once(say)
    },
  },
]
