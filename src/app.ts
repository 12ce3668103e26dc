import type { Agent } from 'node:https'
import { join } from 'node:path'
import type { Channel, ChannelEvents } from './channels/channel.ts'
import type { Webchat } from './channels/webchat/webchat.ts'
import type { WhatsAppChannel } from './channels/whatsapp/index.ts'
import type { Config } from './config.ts'
import { createConverse } from './conversation/converse.ts'
import { checkingIn } from './features/agenda/checking-in.ts'
import { keepHolidaysFresh, refreshHolidays, seedHolidays } from './features/agenda/holidays.ts'
import { startAnnouncer } from './features/announcements/announcer.ts'
import { fallOver } from './features/announcements/fall-over.ts'
import { urgentNow } from './features/announcements/urgent.ts'
import { markDisturbed } from './features/attendance/disturb.ts'
import { openDemo } from './features/demo/stage.ts'
import { pictureMaker } from './features/figures/pictures.ts'
import { seedCampaigns } from './features/goods/campaigns.ts'
import { inspectionMaker } from './features/inspections/inspection-file.ts'
import { ourNumbers } from './features/numbers/numbers.ts'
import { trackOutages } from './features/numbers/outages.ts'
import { tellAboutNumbers } from './features/numbers/tell.ts'
import { printPairing } from './features/numbers/terminal.ts'
import { firstAdminCode } from './features/people/first-admin.ts'
import { startRosterDesk } from './features/people/roster-desk.ts'
import { seedCity } from './features/people/seed-city.ts'
import { seedPoints } from './features/points/points.ts'
import { recapMaker } from './features/recap/files.ts'
import { nextReminder } from './features/reminders/tick.ts'
import { copyMaker } from './features/rights/copy-file.ts'
import { seedVenues } from './features/venues/venues.ts'
import { adoptAddress } from './inbox/adopt.ts'
import { identify } from './inbox/identify.ts'
import { createStore, store } from './inbox/store.ts'
import { runTurns } from './inbox/turn.ts'
import { jobs as allJobs, type Jobs, startJobs } from './jobs.ts'
import { createChanges, soon } from './lib/changes.ts'
import { chatLinks, messageLink } from './lib/chat-links.ts'
import { loadCity } from './lib/city.ts'
import { type Clock, type MovableClock, movableClock, systemClock } from './lib/clock.ts'
import { type Db, openDatabase, type Tx, transaction } from './lib/db.ts'
import { loadLocales } from './lib/i18n.ts'
import { endLeases, holdLease } from './lib/lease.ts'
import { createLog, type Log } from './lib/log.ts'
import { migrate } from './lib/migrate.ts'
import { markMode } from './lib/mode.ts'
import { openSecret } from './lib/secret.ts'
import { jobStates } from './lib/timetable.ts'
import type { AttachmentRef } from './message.ts'
import { createMessengers } from './messengers.ts'
import { type Delivery, deliver } from './outbox/deliver.ts'
import { fetchFile } from './outbox/fetch-file.ts'
import { createReceipts, markReachable } from './outbox/news.ts'
import { healthOf } from './web/health-report.ts'
import { createWeb } from './web/server.ts'

const HALF_HOUR = 30 * 60_000
const WEEK = 7 * 86_400_000
/** How long a link to one of our pages opens; a report is looked at for days, a calendar program asks for years. */
const LINK_MS = {
  whatsapp: HALF_HOUR,
  qr: HALF_HOUR,
  surat: HALF_HOUR,
  laporan: WEEK,
  lembar: WEEK,
  kalender: 2 * 366 * 86_400_000,
}
const MOST_FILE_BYTES = 16 * 1024 * 1024
const MOST_ROSTER_BYTES = 10 * 1024 * 1024

export type App = {
  /** Opens the database, migrates, connects, listens. Resolves when people can talk to it. */
  start(): Promise<{ port: number; adminCode: string | null }>
  stop(): Promise<void>
  /** Resolves when everything that came in has been answered and sent. */
  drain(): Promise<void>
  /** What each minute brings, now. */
  tick(): Promise<void>
  readonly db: Db
  readonly webchat: Webchat | null
  readonly whatsapp: WhatsAppChannel | null
  /** Null outside the demo. */
  readonly demo: Awaited<ReturnType<typeof openDemo>> | null
}

export type Overrides = {
  clock?: Clock
  log?: Log
  /** A database that somebody else closes. */
  db?: Db
  /** The app's own database, which is being opened already. */
  opening?: Promise<Db>
  channels?: Channel[]
  /** How files are brought to WhatsApp's host, which a loopback one has none of. */
  uploads?: Agent
  /** Units are counted from the first day, as in the demo. */
  counted?: boolean
  /** 'hand': nothing of the timetable runs by itself. */
  ticks?: 'clock' | 'hand'
}

/** Guyub, wired. The only place where parts meet; tests pass a clock, a database or channels of their own. */
export function createApp(config: Config, overrides: Overrides = {}): App {
  const clock = overrides.clock ?? (config.demo ? movableClock() : systemClock)
  const log = overrides.log ?? createLog(config)
  let parts: Awaited<ReturnType<typeof assemble>> | null = null

  async function assemble() {
    const city = loadCity(config.city)
    const db = overrides.db ?? (await (overrides.opening ?? openDatabase(config)))
    try {
      await migrate(db)
      // The directory lock proves that nobody else works on an embedded database: nothing to wait for.
      if (db.kind === 'pglite') await endLeases(db)
      await markMode(db, config.demo ? 'demo' : 'real')
      const units = await seedCity(db, city, { counted: overrides.counted ?? config.demo })
      await transaction(db, async (tx) => {
        await seedHolidays(tx, city.holidays, clock.now())
        await seedCampaigns(tx, city)
        await seedPoints(tx, city, units)
        await seedVenues(tx, city)
      })
      await refreshHolidays(db.prisma, city)
      const secret = openSecret(config.secret, config.dataDir)
      const texts = loadLocales(city, { onMissing: (what) => log.error({ what }, 'a sentence is missing') })
      const t = texts.translator('id')
      const digest = (text: string) => secret.digest('one-time', text)

      const site = config.web.publicUrl ?? `http://${config.web.host}:${config.web.port}`
      const makePicture = pictureMaker({
        ...{ db, city, clock, translator: texts.translator, publicUrl: config.web.publicUrl },
        folder: join(config.dataDir, 'media'),
      })
      const files = { db, city, clock, translator: texts.translator, folder: join(config.dataDir, 'media') }
      const makers: Record<string, (ref: string) => Promise<AttachmentRef | null>> = {
        ...{
          rekap: recapMaker(files),
          data: copyMaker(files),
          periksa: inspectionMaker({ ...files, secret }),
        },
      }
      const built = await createMessengers({
        ...{ config, db, city, clock, secret, log, t },
        make: (ref, accounts) => {
          const make = makers[ref.split('/')[0] ?? '']
          return make ? make(ref) : makePicture(ref, (line) => messageLink(line, accounts, site))
        },
        ...{ more: overrides.channels ?? [], uploads: overrides.uploads },
      })
      const { telegram, whatsapp, webchat, speaking, channels, leases, messengers } = built
      const limit = (name: string) => channels.find((one) => one.name === name)?.limits.text ?? 4_000
      const urgent = urgentNow(db, clock)
      const pageLink = (path: keyof typeof LINK_MS, payload: string) =>
        `${site}/${path}/${secret.token(path, payload, new Date(Date.now() + LINK_MS[path]))}`

      const timetable = (tx: Tx) => jobStates(tx, allJobs, new Date(), city.zone)
      const converse = createConverse({
        city,
        clock,
        translator: texts.translator,
        digest,
        link: pageLink,
        chatLinks: (text) => chatLinks(text, built.accounts, config.web.publicUrl),
        messengers,
        urgent: urgent.now,
        jobs: timetable,
        settings: {
          latePhoneMinutes: config.latePhoneMinutes,
          publicUrl: config.web.publicUrl,
          site,
          demo: config.demo,
        },
      })
      const deliveries: Delivery[] = []
      const changes = createChanges()
      const wakeAll = () => {
        for (const delivery of deliveries) delivery.wake()
        changes.nudge()
      }
      const turns = runTurns({
        db,
        log,
        limit,
        converse: (tx, loaded, shared) => converse(tx, { ...loaded, ...identify(loaded, loaded.at) }, shared),
        apology: (loaded, reference) => ({
          text: texts.translator(loaded.address.locale)('conversation:apology', { reference }),
        }),
        enqueued: wakeAll,
      })
      const inbox = createStore(db)
      const keepReceipt = createReceipts(db.prisma)
      const events = (channel: Channel): ChannelEvents => ({
        receive: async (batch) => turns.hint(await inbox(batch)),
        receiveWithin: async (tx, batch) => {
          const addresses = await store({ prisma: tx }, batch)
          return () => turns.hint(addresses)
        },
        receipt: (platformId, to, state) => keepReceipt({ channel: channel.name, platformId, to, state }),
        addressChanged: async (from, to, tx) => {
          if (tx) await adoptAddress(tx, from, to)
          else await transaction(db, (own) => adoptAddress(own, from, to))
        },
        reachable: (who, reachable, at) => markReachable(db.prisma, who, reachable, at),
      })

      const rush = checkingIn(db, clock)
      const journals = join(config.dataDir, 'calls')
      for (const channel of channels) {
        const own = channel.name === 'whatsapp' ? speaking : null
        const lease =
          own ??
          holdLease(db, `deliver/${channel.name}`, config.instance, {
            onGain: () => delivery.wake(),
            onError: (error) => log.warn({ err: error, channel: channel.name }, 'lease not renewed'),
          })
        const delivery = deliver({
          ...{ db, channel, log, journals, zone: city.zone },
          hold: () => lease.current(),
          gentle: rush,
          moved: async (from, to) => void (await transaction(db, (own) => adoptAddress(own, from, to))),
          barred: async (rows) => void (await fallOver(db.prisma, rows, messengers.ways().channels)),
        })
        if (!own) leases.push(lease)
        deliveries.push(delivery)
      }

      const started: { jobs?: Jobs } = {}
      // In the demo time can be moved; a test brings a clock of its own.
      const demo = config.demo
        ? await openDemo({
            ...{ db, city, units, clock: clock as MovableClock, changed: changes.nudge },
            walk: {
              nextDue: (after) => nextReminder(db.prisma, after),
              fire: async () => started.jobs?.minute(),
            },
          })
        : null

      const letters = join(config.dataDir, 'letters')
      const web = createWeb({
        config,
        db,
        city,
        clock,
        secret,
        letters,
        log,
        t,
        english: texts.translator('en'),
        webchat,
        health: () => healthOf({ db, channels, whatsapp: whatsapp !== null, jobs: timetable }),
        botLinks: built.accounts,
        changes,
        ways: messengers.ways,
        urgent: urgent.now,
        lookUrgent: urgent.look,
        demo,
        ...(telegram?.webhook ? { telegramWebhook: { path: '/telegram', handle: telegram.webhook } } : {}),
      })
      const aboutNumbers = { db, translator: texts.translator, dataDir: config.dataDir, enqueued: wakeAll }
      whatsapp?.onChange(
        soon(async () => {
          if (!speaking?.current()) return
          const numbers = await ourNumbers(db.prisma)
          if (await trackOutages(db.prisma, numbers, clock.now())) {
            await markDisturbed(aboutNumbers, clock.now())
          }
          await tellAboutNumbers(aboutNumbers)
          printPairing(numbers)
        }, log),
      )
      /** "telegram:<file>", as an attachment is kept: from the messenger that it came by. */
      const bring = async ({ ref, ...file }: AttachmentRef, folder: string, most: number) => {
        const [name, id] = [ref.slice(0, ref.indexOf(':')), ref.slice(ref.indexOf(':') + 1)]
        const channel = channels.find((one) => one.name === name)
        if (!channel) throw new Error(`the file lies with ${name}, which is off`)
        return fetchFile(channel, { ...file, ref: id }, folder, most)
      }
      const announcer = startAnnouncer({
        ...{ db, clock, log, zone: city.zone, instance: config.instance, enqueued: wakeAll },
        ...{ locales: texts.locales, translator: texts.translator, captions: config.demo },
        ways: messengers.ways,
        lookUrgent: urgent.look,
        reportLink: (ref) => pageLink('laporan', ref),
        fetchFile: (attachment) => bring(attachment, join(config.dataDir, 'media'), MOST_FILE_BYTES),
      })
      const desk = startRosterDesk({
        ...{ db, clock, log, instance: config.instance, translator: texts.translator, enqueued: wakeAll },
        ...{ files: () => messengers.ways().files, media: join(config.dataDir, 'media') },
        captions: config.demo,
        fetchFile: (attachment) => bring(attachment, join(config.dataDir, 'roster'), MOST_ROSTER_BYTES),
      })
      const { port } = await web.listen()
      for (const channel of channels) await channel.start(events(channel))
      await messengers.refresh()
      const jobs = startJobs({
        ...{ db, clock, log, city, instance: config.instance, ticks: overrides.ticks ?? 'clock' },
        ...{ translator: texts.translator, captions: config.demo, enqueued: wakeAll },
        ...{
          reach: messengers.reach,
          media: join(config.dataDir, 'media'),
          letters,
          fetchFile: bring,
          secret,
        },
      })
      started.jobs = jobs
      const endHolidays = keepHolidaysFresh(db, city, log)
      const adminCode = config.demo ? null : await firstAdminCode(db.prisma, digest, clock.now())
      return {
        ...{ db, web, port, channels, turns, deliveries, leases, jobs, announcer, desk, messengers },
        ...{ endHolidays, webchat, whatsapp, demo, adminCode },
      }
    } catch (error) {
      if (!overrides.db) await db.close()
      throw error
    }
  }

  const running = () => {
    if (!parts) throw new Error('the app has not been started')
    return parts
  }

  return {
    start: async () => {
      parts = await assemble()
      return { port: parts.port, adminCode: parts.adminCode }
    },
    /** What is under way is finished and sent, then the messengers and the database close; what still comes in is kept. */
    stop: async () => {
      const { web, channels, turns, deliveries, leases, jobs, announcer, desk, messengers, endHolidays, db } =
        running()
      parts = null
      await jobs.stop()
      await announcer.stop()
      await desk.stop()
      await endHolidays()
      await messengers.stop()
      await web.close()
      await turns.stop()
      await Promise.all(deliveries.map((one) => one.stop()))
      await Promise.all(channels.map((one) => one.stop()))
      await Promise.all(leases.map((one) => one.stop()))
      if (!overrides.db) await db.close()
    },
    drain: async () => {
      const { turns, deliveries, announcer, desk } = running()
      await turns.idle()
      await announcer.idle()
      await desk.idle()
      await Promise.all(deliveries.map((one) => one.idle()))
    },
    tick: () => running().jobs.minute(),
    get db() {
      return running().db
    },
    get webchat() {
      return running().webchat
    },
    get whatsapp() {
      return running().whatsapp
    },
    get demo() {
      return running().demo
    },
  }
}
