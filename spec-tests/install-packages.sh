#!/bin/sh
# Installs what is missing of the Debian packages that tests, demo and benchmark work with. Asks for nothing when all is there.
set -eu

# program or file it brings : package
wanted='
ip:iproute2 nsenter:util-linux iptables-restore:iptables nft:nftables conntrack:conntrack ping:iputils-ping
/usr/lib/cni/bridge:containernetworking-plugins containerd:containerd runc:runc /bin/busybox:busybox-static
strace:strace
'

PATH=$PATH:/usr/sbin:/sbin
missing=
for pair in $wanted; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "Cannot install$missing: not root" >&2
  exit 1
fi
echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 # one word per package
apt-get install -y -qq --no-install-recommends $missing >/dev/null
