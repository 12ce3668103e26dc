/** An answer that is an error. */
export class Refusal {
  readonly code: string
  readonly text: string

  constructor(code: string, text: string) {
    this.code = code
    this.text = text
  }
}
