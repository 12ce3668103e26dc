import { playAll } from './play-all.ts'

// As in the demo, which is where people first meet the web chat.
playAll('webchat', { captions: true })
