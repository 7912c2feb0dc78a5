#!/bin/sh
# Process 1 of the lab. `lab_out` comes from the kernel's command line: the folder that the lab shares with the machine,
# with job.sh in it. Leaves there: booted (the kernel's version), output and status of the job.
#
# The machine's files are below an overlay whose upper layer is memory: everything may be written, nothing arrives.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C

try() {
  "$@" && return
  echo "lab: failed: $*" >/dev/console
  busybox poweroff -f
}

inside() {
  umount -l /.machine
  try mount -t proc proc /proc
  try mount -t sysfs sysfs /sys
  try mount -t devtmpfs devtmpfs /dev
  mkdir -p /dev/pts /dev/shm /lib/modules
  try mount -t devpts devpts /dev/pts
  try mount -t tmpfs tmpfs /dev/shm
  try mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/netns /run/lock /run/out /var/lib/cni
  try mount -t tmpfs -o mode=755 tmpfs /var/lib/cni
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  try mount -t hostfs -o "$lab_out" out /run/out

  # From here the kernel loads by itself what is asked for, through modprobe. Not IPv6.
  ln -s "/usr/lib/uml/modules/$(uname -r)" /lib/modules/
  try modprobe ipv6
  # This kernel has nftables for bridges alone, so iptables cannot be built upon it here.
  for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
    ln -sf "/usr/sbin/${name%%-*}-legacy${name#"${name%%-*}"}" "/etc/alternatives/$name"
  done
  try ip link set lo up

  uname -r >/run/out/booted
  sh /run/out/job.sh >/run/out/output 2>&1 </dev/null
  echo $? >/run/out/status
  umount /run/out
  busybox poweroff -f
}

if [ "${1:-}" = inside ]; then inside; fi

mount -t proc proc /proc
mount -t devtmpfs devtmpfs /dev 2>/dev/null
try insmod "/usr/lib/uml/modules/$(uname -r)/kernel/fs/overlayfs/overlay.ko"
try mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/upper /run/work /run/root
try mount -t overlay -o lowerdir=/,upperdir=/run/upper,workdir=/run/work lab /run/root
cd /run/root || exit
mkdir .machine
try pivot_root . .machine
exec chroot . sh "$lab_out/init.sh" inside
