#!/bin/bash
# Calls plugins in turn and says how long each call took, as lines "RUN SIDE VERB MICROSECONDS".
#
#   driver.sh FOLDER RUNS "VERB..." SIDE...
#
# Of every side FOLDER holds SIDE.program, the paths of the executables of its list, one a line, and SIDE.conf, a configuration
# for each; its container is /run/netns/SIDE. FOLDER/ifname is the interface. All sides do a verb before the next verb comes, and the
# side that begins changes with every run, so that both meet the same load and what the kernel still clears up after one hits the
# other as often. With FOLDER/containers, a number, an ADD is never followed by its DEL: the runs are attachments that stay, with
# interfaces of their own in that many containers, /run/netns/SIDE-0 and so on. A port "@PORT@" is 20000 and the number of the run, of
# the side that was named second 40000.
#
# Bash, because it starts a program with nothing but fork and exec, has a clock of microseconds, and does everything around
# a call without starting a process. It reads SIDE.conf once, and a DEL gets the result of its ADD, as from a runtime.
set -u

folder=$1 runs=$2 verbs=$3
shift 3
forward="$*" backward=
declare -A program conf length port
first=20000
for side in "$@"; do
  backward="$side $backward"
  port[$side]=$first first=$((first + 20000))
  mapfile -t programs <"$folder/$side.program"
  mapfile -t confs <"$folder/$side.conf"
  length[$side]=${#programs[@]}
  for at in "${!programs[@]}"; do
    program[$side:$at]=${programs[at]} conf[$side:$at]=${confs[at]}
  done
done
containers=0
if [ -e "$folder/containers" ]; then containers=$(<"$folder/containers"); fi
mkfifo "$folder/quiet"
exec {quiet}<>"$folder/quiet"

# Rests until the machine is quiet again, without starting a process.
rest() { read -r -t 0.01 <&"$quiet"; }

one() { # SIDE AT: one plugin of a list, which gets $result, and whose result that becomes
  local own=${conf[$1:$2]//'"@PORT@"'/$number} in="$folder/$1.in"
  if [ -n "$result" ]; then
    printf '%s,"prevResult":%s}' "${own%\}}" "$result" >"$in"
  else
    printf %s "$own" >"$in"
  fi
  if ! "${program[$1:$2]}" <"$in" >"$folder/$1.out" 2>"$folder/$1.err"; then
    echo "$1: $CNI_COMMAND of ${program[$1:$2]}: $(<"$folder/$1.out") $(<"$folder/$1.err")" >&2
    exit 1
  fi
  if [ "$CNI_COMMAND" = ADD ]; then IFS= read -r -d '' result <"$folder/$1.out"; fi
}

call() { # RUN SIDE VERB
  local side=$2 number=$((${port[$2]} + $1)) at last=$((${length[$2]} - 1)) begun done
  export CNI_COMMAND=$3 CNI_CONTAINERID="bench-$1" CNI_NETNS=/run/netns/$side CNI_PATH=${program[$side:0]%/*}
  if ((containers)); then
    export CNI_NETNS=/run/netns/$side-$(($1 % containers)) CNI_IFNAME="bench$1"
  fi
  if [ "$3" != DEL ]; then result=; else result=${results[$side]}; fi
  rest
  begun=$EPOCHREALTIME
  if [ "$3" = DEL ]; then
    for ((at = last; at >= 0; at--)); do one "$side" "$at"; done
  else
    for ((at = 0; at <= last; at++)); do one "$side" "$at"; done
  fi
  done=$EPOCHREALTIME
  if [ "$3" = ADD ]; then results[$side]=$result; fi
  echo "$1 $side $3 $((${done/./} - ${begun/./}))"
}

CNI_IFNAME=$(<"$folder/ifname")
export CNI_IFNAME
declare -A results
for ((run = 0; run < runs; run++)); do
  for verb in $verbs; do
    if ((run % 2)); then order=$backward; else order=$forward; fi
    for side in $order; do call "$run" "$side" "$verb"; done
  done
done
