/**
 * Makes the inside of a throwaway host, as process 1 of its new net, mount and pid namespaces, and ends as the keeper.
 * Says its process ID as the machine sees it.
 *
 * - /proc and /sys are its own, so that both speak of its own network and processes. The machine's cgroups stay where
 *   programs look for them.
 * - /run is empty. /etc, /opt and /var can be read as on the machine, and whatever is written there (/var/lib/cni,
 *   /etc/cni/net.d, /opt/cni/bin, or anything nobody thought of) lands in a memory that goes with the host. They are
 *   overlays because the folders do not exist on every machine and must not be made there.
 * - What the machine itself has of the CNI is hidden, as is what mount(8) notes under /run.
 * - Forwarding starts switched off: a new network namespace would take it from the machine.
 * - Folders given as arguments, as the machine sees them, are found at /opt/cni/bin, /opt/cni/bin2 and so on: held open
 * before
 *   anything is put over them.
 * - In a user namespace not all of that is allowed: what the kernel refuses is done without. Then /etc is a copy of
 * what can be
 *   read, /opt and /var are empty, folders of the CNI that belong to others are covered instead of removed, and /sys may be the
 *   machine's.
 * - Process 1 has to collect orphans; ignoring SIGCHLD makes the kernel do it.
 */
export const hostSetup = `
set -e
read -r pid rest < /proc/self/stat
fd=3
for folder in "$@"; do
  eval "exec $fd< \\"\\$folder\\""
  fd=$((fd + 1))
done
mount -t proc proc /proc
mount -t tmpfs -o mode=755 throwaway /run
mkdir -p /run/netns /run/lock /run/throwaway/cgroup
mount --rbind /sys/fs/cgroup /run/throwaway/cgroup
if mount -t sysfs sysfs /sys 2>/dev/null; then mount --rbind /run/throwaway/cgroup /sys/fs/cgroup; fi
umount -l /run/throwaway/cgroup
cd /run/throwaway
for folder in etc opt var; do
  mkdir $folder $folder.work
  if ! mount -t overlay -o lowerdir=/$folder,upperdir=$folder,workdir=$folder.work throwaway /$folder 2>/dev/null; then
    if [ $folder = etc ]; then cp -a /etc/. etc 2>/dev/null || true; fi
    mount --bind $folder /$folder
  fi
done
cd /
cover() { mount -t tmpfs -o mode=755 throwaway "$1"; }
for folder in /var/lib/cni /etc/cni /opt/cni; do
  rm -rf $folder 2>/dev/null || cover $folder
  mkdir -p $folder 2>/dev/null || { cover \${folder%/*}; mkdir -p $folder; }
done
rm -rf /run/mount
mkdir -p /etc/cni/net.d /opt/cni/bin
fd=3 name=bin
for folder in "$@"; do
  mkdir -p /opt/cni/$name
  mount --no-canonicalize --bind /proc/self/fd/$fd /opt/cni/$name
  eval "exec $fd<&-"
  fd=$((fd + 1)) name=bin$((fd - 2))
done
echo 0 > /proc/sys/net/ipv4/ip_forward
ip link set lo up
echo $pid
exec env --ignore-signal=CHLD cat
`;
