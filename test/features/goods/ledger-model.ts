/**
 * The ledger as one would keep it on a sheet of paper: what is known of each pledge and each line, and every balance
 * counted afresh from that. It knows no movements, so that it cannot make the same mistakes as ledger.ts.
 */
export type ModelPledge = {
  campaign: number
  amount: number
  state: 'open' | 'received' | 'cancelled' | 'lapsed'
  /** The line that received it, and what it was before that. */
  by: number | null
  was: 'open' | 'cancelled' | 'lapsed'
}
export type ModelLine = {
  kind: 'receive' | 'hand_out' | 'break' | 'transfer'
  campaign: number
  point: number
  to: number | null
  pledge: number | null
  amount: number
  broken: number
  counts: boolean
}
export type Model = { pledges: ModelPledge[]; lines: ModelLine[]; points: number }

/** What `count` and `countAnew` must answer. */
export type Outcome = { kind: 'counted' | 'double' } | { kind: 'short'; point: number; stock: number }

export const emptyModel = (points: number): Model => ({ pledges: [], lines: [], points })

/** By account, without those that hold nothing. */
export function modelBalances({ pledges, lines }: Model, campaign: number): Record<string, number> {
  const held: Record<string, number> = {}
  const add = (account: string, amount: number) => {
    held[account] = (held[account] ?? 0) + amount
  }
  for (const pledge of pledges.filter((one) => one.campaign === campaign && one.state === 'open')) {
    add('promised', pledge.amount)
    add('intent', -pledge.amount)
  }
  for (const line of lines.filter((one) => one.campaign === campaign && one.counts)) {
    const [stock, elsewhere] = [`stock/${line.point}`, line.to ?? line.point]
    if (line.kind === 'receive') add('giver', -line.amount - line.broken)
    if (line.kind === 'receive') add(stock, line.amount)
    if (line.kind === 'transfer' || line.kind === 'hand_out') add(stock, -line.amount)
    if (line.kind === 'transfer') add(`stock/${elsewhere}`, line.amount)
    if (line.kind === 'hand_out') add(`handed/${elsewhere}`, line.amount)
    if (line.kind !== 'receive') add(stock, -line.broken)
    add(`broken/${line.point}`, line.broken)
  }
  return Object.fromEntries(Object.entries(held).filter(([, amount]) => amount !== 0))
}

export const stockIn = (model: Model, campaign: number, point: number): number =>
  modelBalances(model, campaign)[`stock/${point}`] ?? 0

/** A line is counted, for the first time or again. */
export function modelCount(model: Model, index: number): Outcome {
  const line = lineOf(model, index)
  return line.counts ? { kind: 'counted' } : put(model, index, { ...line, counts: true })
}

/** A line should have said this. */
export const modelCorrect = (model: Model, index: number, amount: number, broken: number): Outcome =>
  put(model, index, { ...lineOf(model, index), amount, broken, counts: true })

function put(model: Model, index: number, line: ModelLine): Outcome {
  const lines = model.lines.map((one, at) => (at === index ? line : one))
  for (let point = 0; point < model.points; point++)
    if (stockIn({ ...model, lines }, line.campaign, point) < 0)
      return { kind: 'short', point, stock: stockIn(model, line.campaign, point) }
  const pledge = line.pledge === null ? undefined : model.pledges[line.pledge]
  const came = line.amount + line.broken > 0
  if (pledge && came && pledge.by !== index) {
    if (pledge.state === 'received') return { kind: 'double' }
    Object.assign(pledge, { state: 'received', by: index, was: pledge.state })
  }
  if (pledge && !came && pledge.by === index) Object.assign(pledge, { state: pledge.was, by: null })
  model.lines = lines
  return { kind: 'counted' }
}

export function lineOf(model: Model, index: number): ModelLine {
  const line = model.lines[index]
  if (!line) throw new Error(`the model has no line ${index}`)
  return line
}
