import { channelContract } from './contract.ts'
import { telegramHarness } from './telegram.harness.ts'

const FAILURES = ['throttled', 'unreachable', 'blocked', 'rejected', 'uncertain', 'misconfigured'] as const

channelContract('Telegram by polling', () => telegramHarness('polling'), [...FAILURES])
channelContract('Telegram by webhook', () => telegramHarness('webhook'), [...FAILURES])
