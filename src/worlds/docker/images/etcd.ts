// The etcd server's image. To move to another release: change the version here and in images/etcd/go.mod, then
// `go mod tidy` in that folder; a test holds the two together.
import type { Upstream } from './upstream.ts'

export const ETCD_VERSION = '3.6.16'

export const etcd: Upstream = {
  image: 'etcd',
  name: `seatrial/etcd:${ETCD_VERSION}`,
  from: `quay.io/coreos/etcd:v${ETCD_VERSION}`,
  goPackage: '.',
  ldflags: '',
  binary: 'etcd',
}
