import type { Agent } from 'node:https'
import type { Channel } from './channels/channel.ts'
import { createTelegram } from './channels/telegram/index.ts'
import { createWebchat } from './channels/webchat/webchat.ts'
import type { Config } from './config.ts'
import { quietReader, readQuiet } from './features/settings/quiet-hours.ts'
import type { OurAccounts } from './lib/chat-links.ts'
import type { City } from './lib/city.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import type { Db } from './lib/db.ts'
import type { Translate } from './lib/i18n.ts'
import { holdLease } from './lib/lease.ts'
import type { Log } from './lib/log.ts'
import type { Secret } from './lib/secret.ts'
import { type MakeFile, withMade } from './outbox/made-files.ts'
import { messengersOf } from './outbox/messengers.ts'
import { sentUnder } from './outbox/news.ts'
import { withQuiet } from './outbox/quiet-channel.ts'

type Given = {
  config: Config
  db: Db
  city: City
  clock: Clock
  secret: Secret
  log: Log
  /** The city's language: for what a messenger says by itself. */
  t: Translate
  /** Draws what a message wants to be sent with. */
  make(ref: string, accounts: OurAccounts): ReturnType<MakeFile>
  /** Beside those that the configuration turns on. */
  more: Channel[]
  /** For tests: how files are brought to WhatsApp's host. */
  uploads: Agent | undefined
}

/** The messengers that are on, not started yet; each knows the city's quiet hours. A new one is a few lines here. */
export async function createMessengers(given: Given) {
  const { config, db, city, clock, secret, log, t, more } = given
  // The demo moves the city's clock: its quiet hours go by that one.
  const ahead = () => (clock === systemClock ? 0 : clock.now().getTime() - Date.now())
  const quiet = quietReader(() => readQuiet(db.prisma, city), ahead)
  const now = () => clock.now()

  // Only one process polls a bot; webhooks come to whichever the proxy chooses.
  const polling = config.telegram?.mode === 'polling' ? holdLease(db, 'poll/telegram', config.instance) : null
  const telegram = config.telegram
    ? createTelegram(config.telegram, {
        ...{ log, now },
        ...(polling ? { mayPoll: () => polling.current() !== null } : {}),
        commands: ['menu', 'bantuan', 'batal', 'privasi', 'bahasa'].map((command) => ({
          command,
          description: t(`conversation:command.${command}`),
        })),
        texts: { sharePlace: t('conversation:share.place'), sharePhone: t('conversation:share.phone') },
        ...(config.telegram.mode === 'webhook' && config.web.publicUrl
          ? {
              webhookUrl: `${config.web.publicUrl}/telegram`,
              webhookSecret: secret.sign('telegram-webhook', 'v1'),
            }
          : {}),
      })
    : null

  // The process that speaks for WhatsApp's numbers is the one that delivers to them.
  const speaking = config.whatsapp ? holdLease(db, 'deliver/whatsapp', config.instance) : null
  const whatsapp =
    config.whatsapp && speaking
      ? // Read only where it is used: it is larger than all the rest.
        (await import('./channels/whatsapp/index.ts')).createWhatsApp(config.whatsapp, {
          ...{ db, secret, log, now },
          ...(given.uploads && { uploads: given.uploads }),
          hold: () => speaking.current(),
          sent: (messageId) => sentUnder(db.prisma, 'whatsapp', messageId),
          texts: {
            answerByNumber: t('conversation:share.byNumber'),
            answerByWord: t('conversation:share.byWord'),
            sharePlace: t('conversation:share.howPlace'),
          },
        })
      : null

  const webchat = config.webchat ? createWebchat({ db, clock, log, vouchesPhone: config.demo }) : null

  // Telegram tells the name only after it has answered for the first time.
  const accounts = {
    get telegram() {
      return telegram?.username() ?? ''
    },
    get whatsapp() {
      return whatsapp?.number()
    },
  }
  const notMade = (error: unknown, ref: string) => log.warn({ err: error, ref }, 'picture not made')
  const channels = [telegram, whatsapp, webchat, ...more]
    .filter((one) => one !== null)
    .map((channel) => withMade(channel, (ref) => given.make(ref, accounts), notMade))
    .map((channel) => withQuiet(channel, quiet))
  return {
    ...{ telegram, whatsapp, webchat, speaking, channels, accounts },
    leases: [polling, speaking].filter((one) => one !== null),
    messengers: messengersOf({ channels, zone: city.zone, ahead, log }),
  }
}
