import { DATE_READERS } from './date-readers.ts'
import type { Reader } from './day-reader.ts'
import { EDGE_READERS, MONTH_READERS } from './month-readers.ts'
import { RELATIVE_READERS } from './relative-readers.ts'

/**
 * The ways of saying a day, as patterns over normalised text (DOMAIN.md §4.1). In the order of trust; the longest
 * match at a place wins.
 */
export const READERS: Reader[] = [...DATE_READERS, ...EDGE_READERS, ...RELATIVE_READERS, ...MONTH_READERS]
