// Where a package is downloaded from.

/** A base and a package's name, with the slash that some servers leave out (flatcar/update_engine, omaha_request_action.cc). */
export const packageUrl = (codebase: string, name: string): string =>
  codebase.endsWith('/') ? codebase + name : `${codebase}/${name}`
