/** Prepared once per run; see test/support/database.ts for what each file gets. */
export default function setup(): void {}
