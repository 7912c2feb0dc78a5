#!/bin/sh
# Starts the lab's kernel as process 1 of network, mount and process namespaces of its own:
#   guard.sh OUT KERNEL CPU
# It reaches no network, nothing outlives it, and the machine's file systems are read-only for it, all but the folder OUT.
# (The lab also mounts them read-only by itself. This holds against the lab.)
set -eu
out=$1 kernel=$2 cpu=$3

mount --bind "$out" "$out"
mkdir "$out/memory"
mount -t tmpfs -o mode=700,size=4G memory "$out/memory"
while read -r _ _ _ _ point _; do
  case $point in "$out"*) continue ;; esac
  # What is hidden under another mount cannot be reached, and not be changed either.
  mount -o remount,bind,ro "$point" 2>/dev/null || true
done </proc/self/mountinfo
if touch "$(dirname "$out")/lab-writes-here" 2>/dev/null; then
  rm -f "$(dirname "$out")/lab-writes-here"
  echo 'guard: the file systems of the machine are not read-only' >&2
  exit 1
fi

# TMPDIR is where its memory is: sparse, executable. On one processor: going from one to the other at each system call of
# each of its processes makes it four times slower. Not by exec: process 1 gets no signals, and its way to end in a panic is one.
cd /
export TMPDIR="$out/memory" HOME="$out/memory"
taskset --cpu-list "$cpu" "$kernel" mem=1536M root=/dev/root rootfstype=hostfs rootflags=/ ro quiet \
  con=null con0=null,fd:1 umid=lab uml_dir="$out/memory" init="$out/init.sh" lab_out="$out" ||
  exit $?
