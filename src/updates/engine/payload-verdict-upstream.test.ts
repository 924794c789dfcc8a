// The acceptance rows of go-omaha about a package that was downloaded, named after its own tests (omaha/package_test.go).
// Its SHA-1 has no part in it here: nobody ever needed it, and whoever can forge it must gain nothing.

import { expect, test } from '@jest/globals'
import { type MeasuredPayload, payloadVerdict } from './payload-verdict.ts'

const DECLARED = { size: 3, sha256: 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' } // of `abc`
const MEASURED: MeasuredPayload = { ...DECLARED, signature: 'valid' }

test.each<[string, Partial<MeasuredPayload>, string]>([
  ['TestPackageVerify', {}, 'ok'],
  ['TestPackageVerifyNoSha256: without one nothing is proved', { sha256: '' }, 'refused 10'],
  ['TestPackageVerifyBadSize', { size: 4 }, 'refused 11'],
  ['TestPackageVerifyBadSha256', { sha256: 'pmWkWSBCL51Bfkhn79xPuKBKHz//H6B+mY6G9/eieuM=' }, 'refused 10'],
  ['TestPackageVerifyBadSha1: what stands in its place is the signature', { signature: 'invalid' }, 'refused 18'],
])('%s', (_, measured, expected) => {
  const verdict = payloadVerdict(DECLARED, { ...MEASURED, ...measured })
  expect(verdict.kind === 'ok' ? 'ok' : `refused ${verdict.code}`).toBe(expected)
})
