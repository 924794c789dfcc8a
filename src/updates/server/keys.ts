// Where the update server keeps its state. All of it lives in the store, so that another server can go on with it.

const PREFIX = 'seatrial.updates/'

/** One document: what is offered, and to whom. */
export const CATALOGUE_KEY = `${PREFIX}catalogue`

/** Changes with every instance of the track, in the same transaction: whoever holds its revision knows them all. */
export const rolloutKey = (track: string): string => `${PREFIX}rollouts/${encodeURIComponent(track)}`

/** Of all tracks. */
export const INSTANCES_PREFIX = `${PREFIX}instances/`

export const instancesPrefix = (track: string): string => `${INSTANCES_PREFIX}${encodeURIComponent(track)}/`

export const instanceKey = (track: string, machine: string): string =>
  instancesPrefix(track) + encodeURIComponent(machine)

export const activityPrefix = (track: string): string => `${PREFIX}activity/${encodeURIComponent(track)}/`

/** Padded, so that keys are in the order of what happened. */
export const activityKey = (track: string, count: number): string =>
  activityPrefix(track) + String(count).padStart(12, '0')

/** Whether the text can be part of a key: not empty, not endless, and well-formed Unicode. */
export const isName = (text: string): boolean => text !== '' && text.length <= 200 && !/\p{Surrogate}/u.test(text)
