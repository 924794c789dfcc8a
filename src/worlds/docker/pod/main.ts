// The first process of a container of this image: a boot of a machine, or the FleetLock server beside the machines.

await (process.argv[2] === 'fleetlock' ? import('./fleetlock-main.ts') : import('./machine-main.ts'))

export {} // a module, for the await
