#!/bin/sh
# Prints the path of a Python of the version that .python-version names, or says how to get one.
wanted=$(cat "$(dirname "$0")/../.python-version")
fits() { [ -n "$1" ] && "$1" -c "import sys, venv, ensurepip; raise SystemExit('%d.%d' % sys.version_info[:2] != '$wanted')" 2>/dev/null; }
for candidate in \
    "$(command -v "python$wanted" 2>/dev/null)" \
    $(ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/$wanted".*/bin/python 2>/dev/null) \
    "$(uv python find "$wanted" 2>/dev/null)" \
    "$(command -v python3 2>/dev/null)"; do
    if fits "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done
echo "Python $wanted was not found (Rasa 3.6 runs on nothing newer). Install it with one of:" >&2
echo "    pyenv install $wanted        uv python install $wanted        apt-get install python$wanted-venv" >&2
exit 1
