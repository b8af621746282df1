# Virtual environments of the benches, below .elanus/peers. To be sourced.

peers="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.elanus/peers"

# venv NAME PACKAGE... makes a virtual environment with these packages, once.
venv() {
    local folder="$peers/$1"
    shift
    if [[ "$(cat "$folder/installed.txt" 2>/dev/null)" != "$*" ]]; then
        echo "installing $*" >&2
        python3 -m venv --clear "$folder"
        "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
        echo "$*" >"$folder/installed.txt"
    fi
}

# Names interpreters that have the peers in MILVUS_LITE_PYTHON and MILVUS_PYTHON, unless they are named already.
peer_venvs() {
    if [[ -z "${MILVUS_LITE_PYTHON:-}" ]]; then
        venv milvus-lite milvus-lite==3.2.2 pymilvus==2.6.17
        export MILVUS_LITE_PYTHON="$peers/milvus-lite/bin/python"
    fi
    if [[ -z "${MILVUS_PYTHON:-}" ]]; then
        venv milvus milvus==2.3.5 'setuptools<81'
        export MILVUS_PYTHON="$peers/milvus/bin/python"
    fi
}
