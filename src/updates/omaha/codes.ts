// The numbers and words of the protocol: event types, results and statuses as in go-omaha (omaha/codes.go), error codes as
// in update_engine (src/update_engine/action_processor.h).

export const EVENT_TYPE = {
  unknown: 0,
  downloadComplete: 1,
  installComplete: 2,
  /** With result 1: installed, waits for the reboot; with 2: runs after it; with 0: the update failed. */
  updateComplete: 3,
  uninstall: 4,
  downloadStarted: 5,
  installStarted: 6,
  newApplicationInstallStarted: 9,
  setupStarted: 10,
  setupFinished: 11,
  updateApplicationStarted: 12,
  updateDownloadStarted: 13,
  updateDownloadFinished: 14,
  updateInstallerStarted: 15,
  setupUpdateBegin: 16,
  setupUpdateComplete: 17,
  registerProduct: 20,
  oemFirstCheck: 30,
  appCommandStarted: 40,
  appCommandEnded: 41,
  setupFailure: 100,
  comServerFailure: 102,
  setupUpdateFailure: 103,
  /** Nebraska's own. */
  updateInstalled: 800,
} as const

export const EVENT_RESULT = {
  error: 0,
  success: 1,
  successReboot: 2,
  successRestartBrowser: 3,
  cancelled: 4,
  errorInstallerMsi: 5,
  errorInstallerOther: 6,
  noUpdate: 7,
  errorInstallerSystem: 8,
  updateDeferred: 9,
  handoffError: 10,
} as const

export const ERROR_CODE = {
  success: 0,
  error: 1,
  omahaRequest: 2,
  omahaResponseHandler: 3,
  filesystemCopier: 4,
  postinstall: 5,
  kernelDeviceOpen: 7,
  installDeviceOpen: 8,
  downloadTransfer: 9,
  payloadHashMismatch: 10,
  payloadSizeMismatch: 11,
  payloadVerification: 12,
  newPartitionInfo: 13,
  downloadWrite: 14,
  newRootfsVerification: 15,
  newKernelVerification: 16,
  signedDeltaPayloadExpected: 17,
  payloadPublicKeyVerification: 18,
  bootedFromFirmwareB: 19,
  downloadStateInitialization: 20,
  invalidMagic: 21,
  signatureMissingInManifest: 22,
  manifestParse: 23,
  omahaResponseEmpty: 30,
  omahaResponseXml: 31,
  omahaResponseInvalid: 34,
  ignoredPerPolicy: 35,
  deferredPerPolicy: 36,
  httpError: 37,
  deferredForBackoff: 40,
  powerwash: 41,
  rollback: 44,
  downloadIncomplete: 100,
  /** Added to the HTTP status. */
  httpStatusBase: 2000,
} as const

/** In what circumstances an error was met: bits that are added to the code. */
export const ERROR_FLAG = {
  devMode: 2 ** 31,
  resumed: 2 ** 30,
  testImage: 2 ** 29,
  /** The payload came from another place than the production server. */
  testUrl: 2 ** 28,
} as const

/** The error code without its flags, and the flags that are set, as a report carries both in one number. */
export function splitErrorCode(reported: number): { readonly code: number; readonly flags: readonly ErrorFlag[] } {
  const set = Object.entries(ERROR_FLAG).filter(([, bit]) => Math.floor(reported / bit) % 2 === 1)
  return { code: reported % ERROR_FLAG.testUrl, flags: set.map(([name]) => name as ErrorFlag) }
}

export type ErrorFlag = keyof typeof ERROR_FLAG

export const APP_STATUS = {
  ok: 'ok',
  restricted: 'restricted',
  unknownApplication: 'error-unknownApplication',
  invalidAppId: 'error-invalidAppId',
  invalidVersion: 'error-invalidVersion',
  internal: 'error-internal',
} as const

export const UPDATE_STATUS = {
  ok: 'ok',
  noUpdate: 'noupdate',
  osNotSupported: 'error-osnotsupported',
  unsupportedProtocol: 'error-unsupportedProtocol',
  pluginRestrictedHost: 'error-pluginRestrictedHost',
  hash: 'error-hash',
  internal: 'error-internal',
} as const
