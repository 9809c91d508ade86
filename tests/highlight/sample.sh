#!/bin/sh
set -eu # stop at errors
for file in "$HOME"/*.txt; do
  echo "has ${file##*/} $(wc -l < "$file" | tr -d ' ')" >&2
done
if [ -z "${1:-}" ] && ! grep -q '^x$' data; then exit 1; fi
pip install --upgrade 'numpy>=2' | tee "log.txt"
total() {
  local sum=$(( $1 + 2 ))
  cat <<EOF
sum is $sum
EOF
}
