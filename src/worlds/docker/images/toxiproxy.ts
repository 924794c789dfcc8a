// Toxiproxy's image. To move to another release: change the version here and in images/toxiproxy/go.mod (`go get -tool
// …@version`); a test holds the two together.
import type { Upstream } from './upstream.ts'

export const TOXIPROXY_VERSION = '2.12.0'

export const toxiproxy: Upstream = {
  image: 'toxiproxy',
  name: `seatrial/toxiproxy:${TOXIPROXY_VERSION}`,
  from: `ghcr.io/shopify/toxiproxy:${TOXIPROXY_VERSION}`,
  goPackage: 'github.com/Shopify/toxiproxy/v2/cmd/server',
  ldflags: `-X github.com/Shopify/toxiproxy/v2.Version=${TOXIPROXY_VERSION}`,
  binary: 'toxiproxy',
}
