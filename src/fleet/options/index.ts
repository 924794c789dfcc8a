// What a unit requires of the machine that is to run it: the section [X-Fleet]. Start here; there is a file for each option.

export { combinationProblem } from './combination-problem.ts'
export { OPTIONS, type OptionReaders, requirementsOf, unknownKeys } from './x-fleet.ts'
