#!/bin/bash
# Calls plugins in turn and says how long each call took, as lines "RUN SIDE VERB MICROSECONDS".
#
#   driver.sh FOLDER RUNS "VERB..." SIDE...
#
# Of every side FOLDER holds SIDE.program, the path of the executable, and SIDE.conf, its configuration; its container is
# /run/netns/SIDE. FOLDER/ifname is the interface. All sides do a verb before the next verb comes, and the side that begins changes with every run, so that
# both meet the same load and what the kernel still clears up after one hits the other as often.
#
# Bash, because it starts a program with nothing but fork and exec, has a clock of microseconds, and does everything around
# a call without starting a process. It reads SIDE.conf once, and a DEL gets the result of its ADD, as from a runtime.
set -u

folder=$1 runs=$2 verbs=$3
shift 3
forward="$*" backward=
for side in "$@"; do backward="$side $backward"; done
declare -A program conf
for side in "$@"; do
  program[$side]=$(<"$folder/$side.program")
  conf[$side]=$(<"$folder/$side.conf")
done
mkfifo "$folder/quiet"
exec {quiet}<>"$folder/quiet"

# Rests until the machine is quiet again, without starting a process.
rest() { read -r -t 0.01 <&"$quiet"; }

call() { # RUN SIDE VERB
  local side=$2 verb=$3 begun done status
  export CNI_COMMAND=$verb CNI_CONTAINERID="bench-$1" CNI_NETNS=/run/netns/$side CNI_PATH=${program[$side]%/*}
  printf %s "${conf[$side]}" >"$folder/$side.in"
  if [ "$verb" = DEL ]; then
    printf '%s,"prevResult":%s}' "${conf[$side]%\}}" "$(<"$folder/$side.ADD")" >"$folder/$side.in"
  fi
  rest
  begun=$EPOCHREALTIME
  "${program[$side]}" <"$folder/$side.in" >"$folder/$side.$verb" 2>"$folder/$side.err"
  status=$? done=$EPOCHREALTIME
  if [ $status -ne 0 ]; then
    echo "$side: $verb ended with $status: $(<"$folder/$side.$verb") $(<"$folder/$side.err")" >&2
    exit 1
  fi
  echo "$1 $side $verb $((${done/./} - ${begun/./}))"
}

CNI_IFNAME=$(<"$folder/ifname")
export CNI_IFNAME
for ((run = 0; run < runs; run++)); do
  for verb in $verbs; do
    if ((run % 2)); then order=$backward; else order=$forward; fi
    for side in $order; do call "$run" "$side" "$verb"; done
  done
done
