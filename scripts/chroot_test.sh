#!/usr/bin/env bash
# The two commands of the README in a clean Debian 12, as three people would start them: a user
# without sudo (who has to be told what to do), root, and a user with sudo. Run as root:
#
#   apt-get install debootstrap
#   scripts/chroot_test.sh [--work DIR] [COMMAND...]       # commands of ./dev; by default: test demo
#
# It clones what is committed here, installs from the Debian mirror this machine's apt uses, and
# removes what it made. The two builds have no ccache to draw on, so they take their time.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WORK=
[[ ${1:-} != --work ]] || { WORK=${2:?--work needs a directory} && shift 2; }
(($# > 0)) || set -- test demo
COMMANDS=("$@")

say() { printf '\n#### %s\n' "$*"; }
die() {
  printf 'chroot_test: %s\n' "$*" >&2
  exit 1
}
[[ $(id -u) -eq 0 ]] || die "making a chroot needs root"
command -v debootstrap >/dev/null || die "debootstrap is missing: apt-get install debootstrap"
if [[ -z $WORK ]]; then
  WORK=$(mktemp -d /var/tmp/omnillm-chroot.XXXXXX)
  REMOVE_WORK=1
fi

mkdir -p "$WORK"

clean_up() {
  local name
  for name in root user; do
    ! mountpoint -q "$WORK/$name/proc" || umount "$WORK/$name/proc"
    rm -rf --one-file-system "${WORK:?}/$name"
  done
  [[ -z ${REMOVE_WORK:-} ]] || rm -rf --one-file-system "${WORK:?}"
}
trap clean_up EXIT

mirror() {
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(ORIGIN)' 'Created-By: Packages' |
    awk '$2 == "bookworm" && $3 == "Debian" { print $1; exit }'
}

# A pristine system, kept in DIR/pristine when --work names one, so that the next run is faster.
make_pristine() {
  local mirror
  [[ ! -e $WORK/pristine/made ]] || return 0
  rm -rf --one-file-system "${WORK:?}/pristine"
  mirror=$(mirror)
  [[ $mirror ]] || die "this machine's apt knows no mirror of bookworm"
  debootstrap --variant=minbase bookworm "$WORK/pristine" "$mirror" >"$WORK/debootstrap.log" ||
    die "debootstrap failed; see $WORK/debootstrap.log"
  # Proxies and the like; the hooks of other packages stay behind.
  { grep -lsE '^ *Acquire::' -r /etc/apt/apt.conf /etc/apt/apt.conf.d || true; } |
    xargs -r cp -t "$WORK/pristine/etc/apt/apt.conf.d"
  touch "$WORK/pristine/made"
}

# make_system <name>: a copy with a user, and a clone of the project that is theirs.
make_system() {
  local system=$WORK/$1
  cp -a "$WORK/pristine" "$system"
  cp /etc/resolv.conf /etc/hosts "$system/etc/"
  mount -t proc proc "$system/proc"
  inside "$1" root useradd --create-home --shell /bin/bash ada
  git clone -q "$ROOT" "$system/home/ada/omnillm"
  inside "$1" root chown -R ada: /home/ada
}

# inside <system> <user> <command...>
inside() {
  local system=$WORK/$1 user=$2
  shift 2
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/ada LC_ALL=C.UTF-8 NO_COLOR=1 \
    chroot --userspec="$user" "$system" "$@" </dev/null
}

dev() {
  local system=$1 user=$2 command
  for command in "${COMMANDS[@]}"; do
    say "./dev $command, as $user"
    inside "$system" "$user" env -C /home/ada/omnillm ./dev "$command"
  done
}

say "A clean Debian 12"
make_pristine

make_system user
say "./dev ${COMMANDS[0]}, as a user without sudo: has to refuse, and say what to do"
if inside user ada env -C /home/ada/omnillm ./dev "${COMMANDS[0]}" 2>&1 | tee "$WORK/refusal"; then
  die "./dev went on without root and without sudo"
fi
grep -q 'apt-get install' "$WORK/refusal" || die "the message does not say what to install"

inside user root apt-get -qq update
inside user root apt-get -qq -y install --no-install-recommends sudo >/dev/null 2>&1
echo 'ada ALL=(ALL) NOPASSWD: ALL' >"$WORK/user/etc/sudoers.d/ada"
dev user ada

make_system root
dev root root

say "Passed: ${COMMANDS[*]}, as root and as a user with sudo; refused without sudo, with advice"
