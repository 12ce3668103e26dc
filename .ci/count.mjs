// Adds up what Vitest reported, because its closing lines are not read by every CI, and repeats what failed at the
// end, because only the end of a long log is kept.
import { readdirSync, readFileSync } from 'node:fs'

const [folder, gateFailed] = process.argv.slice(2)
let passed = 0
let failed = 0
const fail = (what, why = '') => {
  failed += 1
  console.log(`FAILED ${what}\n${why.slice(0, 3000)}`)
}

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
  passed += report.numPassedTests
  for (const file of report.testResults) {
    const broken = file.assertionResults.filter((one) => one.status === 'failed')
    for (const one of broken) fail(`${name} ${file.name} > ${one.fullName}`, one.failureMessages?.join('\n'))
    if (file.status === 'failed' && broken.length === 0) fail(`${name} ${file.name}`, file.message)
  }
}
// A gate that failed without a test of its own still counts as one.
if (gateFailed !== '0' && failed === 0) fail('a gate without tests: see above')
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
