#!/usr/bin/env bash
# Starts nginx with the settings of the environment, in a folder of its own and without any privilege.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

: "${CLIENT_SECRET:?The secret of the client that introspects}"
export CLIENT_ID=${CLIENT_ID:-reports-gate} CLIENT_SECRET AUDIENCE=${AUDIENCE:-urn:sample:reports}
port=${PORT:-8080} identity=${IDENTITY:-localhost:5000} folder=${FOLDER:-$here/.data}

mkdir -p "$folder/tmp"
rm -f "$folder/application.sock"
cp "$here/introspect.js" "$folder/"
sed -e "s/@PORT@/$port/" -e "s/@IDENTITY@/$identity/" -e "s|unix:application.sock|unix:$folder/application.sock|" \
  "$here/nginx.conf" > "$folder/nginx.conf"
echo "Reports at http://localhost:$port/"
PATH=$PATH:/usr/sbin exec nginx -p "$folder" -c nginx.conf -e stderr
