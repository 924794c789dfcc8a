// What a program may ask of the firmware of its machine.

/**
 * `reset`: a watchdog or a boot loader begins the boot anew; nobody decided on that. `halt`: there is nothing to boot, and the
 * machine stays off. `off`: it was shut down, and stays off.
 */
export type Firmware = 'reboot' | 'reset' | 'halt' | 'off'

/** The name of the firmware's port on a machine's host. Its requests are never answered. */
export const FIRMWARE_PORT = 'firmware'
