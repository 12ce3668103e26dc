/** "berhenti kabar telur": of these goods only. Which goods there are, the database knows. */
export const SILENCES_GOODS =
  /^(?:tolong\s+)?(?:berhenti|stop|matikan|jangan\s+kirim(?:i)?)\s+(?:kirim\s+)?kabar\s+(?!duka|lagi|apa|saya)(\p{L}{3,20})[\s.!]*$/iu
export const SENDS_AGAIN = /^(?:kirim\s+lagi|nyalakan|aktifkan)\s+kabar\s+(?!duka)(\p{L}{3,20})[\s.!]*$/iu
