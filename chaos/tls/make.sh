#!/bin/sh
# Makes the certificates in this folder anew: two authorities that do not know each other, and of the first one a server's
# pair (for 127.0.0.1 and localhost) and a client's. For tests alone: the keys are public. Valid until 2125; needs openssl.
set -eu
cd "$(dirname "$0")"
days=36000

authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days "$days" \
    -subj "/CN=seatrial tests: $1" -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout "$1-key.tmp" -out "$1.pem"
}

pair() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj "/CN=seatrial tests: $1" \
    -keyout "$1-key.pem" -out "$1.tmp"
  printf 'basicConstraints=critical,CA:FALSE\n%s\n' "$2" > "$1-ext.tmp"
  openssl x509 -req -in "$1.tmp" -CA authority.pem -CAkey authority-key.tmp -CAcreateserial -sha256 -days "$days" \
    -extfile "$1-ext.tmp" -out "$1.pem"
}

authority authority
authority stranger
pair server "$(printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth')"
pair client 'extendedKeyUsage=clientAuth'
rm -f ./*.tmp ./*.srl
