# Sourced by run.sh and test.sh: finds a Python that Sightread runs on, 3.11 to 3.13.
# shellcheck shell=sh

python_fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

# Prints the command as this user has to give it to change the system.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        echo "$*"
    elif command -v sudo >/dev/null 2>&1; then
        echo "sudo $*"
    else
        echo "su -c '$*'"
    fi
}

# Prints the interpreter's name, or says on stderr which command brings one and fails.
find_python() {
    for candidate in python3 python3.13 python3.12 python3.11 python; do
        if python_fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    how='Get it from https://www.python.org/downloads/'
    if command -v apt-get >/dev/null 2>&1; then
        for version in 3.13 3.12 3.11; do
            if apt-cache show "python$version" >/dev/null 2>&1; then
                how="Install it: $(as_root apt-get install "python$version" "python$version-venv")"
                break
            fi
        done
    elif command -v dnf >/dev/null 2>&1; then
        how="Install it: $(as_root dnf install python3.13)"
    elif command -v zypper >/dev/null 2>&1; then
        how="Install it: $(as_root zypper install python313)"
    elif command -v brew >/dev/null 2>&1; then
        how='Install it: brew install python@3.13'
    fi
    echo "Sightread needs Python 3.11, 3.12 or 3.13. $how" >&2
    return 1
}
