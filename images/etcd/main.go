// The real etcd server, built from its Go module for hosts that reach no image registry.
// `go install …/etcd@version` refuses etcd because of its replace directives; a module of one file does not.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
