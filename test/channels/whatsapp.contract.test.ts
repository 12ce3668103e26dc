import { afterAll, beforeAll } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { channelContract } from './contract.ts'
import { whatsappHarness } from './whatsapp.harness.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

channelContract('WhatsApp', () => whatsappHarness(database.db), ['rejected', 'uncertain'])
