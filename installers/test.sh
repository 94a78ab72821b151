#!/bin/sh
# Runs the whole test suite on a virtual screen: sh installers/test.sh [PYTEST ARGUMENTS…]
#
# 1. the environment, the test tools, ruff and mypy
# 2. a screen, a D-Bus session, a window manager, a tray, the accessibility bus, a sound server whose one
#    device is heard by nobody, and folders of its own, all gone at the end
# 3. pytest, whose closing line is the last one and whose exit status is this script's
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
venv=${SIGHTREAD_VENV:-$root/.venv}
cd "$root"

# shellcheck source=installers/find-python.sh
. "$root/installers/find-python.sh"
python=$(find_python)
"$python" installers/prepare.py --tests </dev/null >&2

python=$venv/bin/python
"$python" -m ruff check .
"$python" -m ruff format --check .
"$python" -m mypy

scratch=$(mktemp -d)
started=''
tidy() {
    status=$?
    trap - EXIT INT TERM HUP
    for pid in $started; do
        kill "$pid" 2>/dev/null || :
    done
    # One that doesn't end when it is asked to must not hold up the result.
    (sleep 5; for pid in $started; do kill -9 "$pid" 2>/dev/null || :; done) >/dev/null 2>&1 &
    killer=$!
    for pid in $started; do
        wait "$pid" 2>/dev/null || :
    done
    kill "$killer" 2>/dev/null || :
    rm -rf "$scratch"
    exit "$status"
}
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Starts a server in the background and waits, 30 seconds at most, for the line that it writes to
# file 3 when it is up; the line is then in $answer.
start() {
    mkfifo "$scratch/$1.ready"
    "$@" >"$scratch/$1.log" 2>&1 3>"$scratch/$1.ready" </dev/null &
    started="$! $started"
    # The pipe ends without a line when the server dies.
    # shellcheck disable=SC2016 # the inner shell's
    answer=$(timeout 30 sh -c 'read -r line <"$1" && echo "$line"' sh "$scratch/$1.ready") || :
    if [ -z "$answer" ]; then
        kill -KILL "${started%% *}" 2>/dev/null || :
        cat "$scratch/$1.log" >&2
        echo "The tests can't run: $1 did not start." >&2
        exit 1
    fi
}

unset WAYLAND_DISPLAY XAUTHORITY XDG_CURRENT_DESKTOP PULSE_SERVER QT_SCALE_FACTOR QT_STYLE_OVERRIDE
for folder in config data state cache runtime huggingface; do
    mkdir -m 700 "$scratch/$folder"
done
export XDG_CONFIG_HOME="$scratch/config" XDG_DATA_HOME="$scratch/data"
export XDG_STATE_HOME="$scratch/state" XDG_CACHE_HOME="$scratch/cache"
export XDG_RUNTIME_DIR="$scratch/runtime" XDG_SESSION_TYPE=x11
export SIGHTREAD_CONFIG_DIR="$scratch/config/sightread" SIGHTREAD_INSTANCE="test-$$"
export HF_HOME="$scratch/huggingface" HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1
export LC_ALL=C.UTF-8 QT_QPA_PLATFORM=xcb QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1

start Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp -noreset
export DISPLAY=":$answer"
start dbus-daemon --session --nofork --nopidfile --print-address=3
export DBUS_SESSION_BUS_ADDRESS="$answer"
# What openbox starts doesn't inherit file 3: it writes to the pipe by its name.
start openbox --sm-disable --startup "sh -c 'echo up >$scratch/openbox.ready'"
trayer --edge top --align right --widthtype request --height 24 >"$scratch/trayer.log" 2>&1 &
started="$! $started"
# The session bus starts the accessibility bus for the first who asks, and ends it with itself.
dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.a11y.Bus.GetAddress \
    >"$scratch/at-spi.log"
timeout 30 pulseaudio -n --daemonize=yes --exit-idle-time=-1 --load='module-null-sink sink_name=test' \
    --load=module-native-protocol-unix >"$scratch/pulseaudio.log" 2>&1 </dev/null || {
    cat "$scratch/pulseaudio.log" >&2
    echo "The tests can't run: pulseaudio did not start." >&2
    exit 1
}
read -r answer <"$XDG_RUNTIME_DIR/pulse/pid"
started="$answer $started"

"$python" -m pytest "$@" </dev/null
