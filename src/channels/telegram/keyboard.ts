import type { InlineKeyboardMarkup, ReplyKeyboardMarkup } from 'grammy/types'
import type { Choice, Outgoing } from '../../message.ts'
import type { TelegramOptions } from './options.ts'

type Texts = TelegramOptions['texts']

/** Two short labels fit a phone's width side by side; a longer one takes a row, or it is cut off. */
const SHORT = 14

/** Draws what a message offers: buttons under it, or a keyboard that asks the phone. */
export function keyboardOf(
  part: Outgoing,
  group: boolean,
  texts: Texts,
): InlineKeyboardMarkup | ReplyKeyboardMarkup | undefined {
  const choices = part.choices ?? []
  // A group's keyboard can ask no phone: Telegram refuses the whole message.
  if (part.ask && !group) {
    const request =
      part.ask === 'place'
        ? { text: part.askLabel ?? texts.sharePlace, request_location: true as const }
        : { text: part.askLabel ?? texts.sharePhone, request_contact: true as const }
    // One message carries one keyboard: its choices are drawn as words that the person sends.
    const others = rows(choices).map((row) => row.map(({ label }) => ({ text: label })))
    return { keyboard: [[request], ...others], resize_keyboard: true, one_time_keyboard: true }
  }
  if (choices.length === 0) return undefined
  return {
    inline_keyboard: rows(choices).map((row) =>
      row.map(({ id, label }) => ({ text: label, callback_data: id })),
    ),
  }
}

function rows(choices: Choice[]): Choice[][] {
  const rows: Choice[][] = []
  for (const choice of choices) {
    const last = rows.at(-1)
    const fits =
      last?.length === 1 && last[0] && last[0].label.length <= SHORT && choice.label.length <= SHORT
    if (last && fits) last.push(choice)
    else rows.push([choice])
  }
  return rows
}
