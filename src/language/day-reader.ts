import type { DayContext, Found } from './day-math.ts'

/** `needs`: a cheap test that spares most texts the pattern. */
export type Reader = {
  needs: RegExp
  pattern: RegExp
  read: (m: RegExpMatchArray, c: DayContext, text: string) => Found
}

/** A pattern for whole words: no part of a number, a path or a longer word. */
export const re = (source: string): RegExp => new RegExp(`(?<![\\w/.])(?:${source})(?![\\w/])`, 'g')

/** The year behind a month; two figures before a unit are an amount. */
export const YEAR = '(?:,? (20\\d{2}|\\d{2}(?![\\d.:/]| ?(?:butir|papan|telur|orang|biji|lusin))))?'
