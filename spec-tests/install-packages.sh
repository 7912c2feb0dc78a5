#!/bin/sh
# Installs what is missing of the Debian packages that tests, demo and benchmark work with. Asks for nothing when all is there.
set -eu

# program or file it brings : package
wanted='
ip:iproute2 nsenter:util-linux iptables-restore:iptables nft:nftables conntrack:conntrack ping:iputils-ping
/usr/lib/cni/bridge:containernetworking-plugins containerd:containerd runc:runc /bin/busybox:busybox-static
dnsmasq:dnsmasq-base dhcpd:isc-dhcp-server kea-dhcp4:kea-dhcp4-server kea-dhcp6:kea-dhcp6-server radvd:radvd
iperf3:iperf3 firewalld:firewalld dbus-send:dbus-bin strace:strace modprobe:kmod taskset:util-linux setpriv:util-linux
'
# For the lab. Not every architecture of Debian has its kernel.
lab=linux.uml:user-mode-linux

PATH=$PATH:/usr/sbin:/sbin
missing=
for pair in $wanted; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
kernel=
command -v "${lab%%:*}" >/dev/null 2>&1 || kernel=${lab#*:}
[ -z "$missing$kernel" ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "Cannot install$missing${kernel:+ $kernel}: not root" >&2
  exit 1
fi
echo "Installing$missing${kernel:+ $kernel}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 # one word per package
[ -z "$missing" ] || apt-get install -y -qq --no-install-recommends $missing >/dev/null
[ -n "$kernel" ] || exit 0
apt-get install -y -qq --no-install-recommends "$kernel" >/dev/null || cat >&2 <<TEXT

  $kernel CANNOT BE INSTALLED on this machine. There is no lab: what this kernel cannot run WILL FAIL.

TEXT
