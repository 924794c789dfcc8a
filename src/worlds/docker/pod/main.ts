// The first process of a container of this image: a boot of a machine, a server beside the machines, or somebody who
// fills a machine's disk.

switch (process.argv[2]) {
  case 'fleetlock':
    await import('./fleetlock-main.ts')
    break
  case 'updates':
    await import('./updates-main.ts')
    break
  case 'disk':
    await import('./disk-main.ts')
    break
  default:
    await import('./machine-main.ts')
}

export {} // a module, for the await
