import type { Rule } from './rule.ts'
import { DUTY_RULES } from './rules-duty.ts'
import { PERSON_RULES } from './rules-person.ts'
import { TALK_RULES } from './rules-talk.ts'

/**
 * What people want, in their own words: a table of patterns over normalised text, with a weight each
 * (DOMAIN.md §4.2 for the style). The surest stands first: the first that fits is the answer.
 */
export const RULES: Rule[] = [...DUTY_RULES, ...PERSON_RULES, ...TALK_RULES].sort((a, b) => b.score - a.score)
