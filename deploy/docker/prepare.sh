#!/usr/bin/env bash
# Makes what compose.yaml needs and a repository cannot hold: .env, the secrets at random, and a certificate for trying it out.
# What is there already stays as it is, so that it can be run as often as one likes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# value NAME: what .env says; the last line counts, as it does for Compose.
value() { sed -n "s/^$1=//p" .env | tail -n 1; }

# make NAME COMMAND...: the secret's file, from what the command prints; readable to no other user of this machine, since the
# folder is not. Within a container it is read by whichever user the program there runs as.
make() {
  [ -s "secrets/$1" ] && return
  "${@:2}" >"secrets/$1.new"
  chmod 444 "secrets/$1.new"
  mv "secrets/$1.new" "secrets/$1"
  echo "made secrets/$1"
}

[ -f .env ] || { install -m 600 .env.example .env && echo "made .env"; }

missing=()
for name in IDENTITY_HOST ADMIN_HOST MAIL_FROM; do
  case "$(value "$name")" in
    '') missing+=("$name has no value.") ;;
    *CHANGE_ME* | *example.com | *example.org) missing+=("$name is $(value "$name"), which is nobody's address.") ;;
  esac
done
if [ ${#missing[@]} -gt 0 ]; then
  printf '%s\n' "${missing[@]}" "Say in $PWD/.env what is yours, and run this again." >&2
  exit 1
fi

mkdir -p secrets
chmod 700 secrets
make db_superuser_password openssl rand -hex 32
for role in owner server; do
  make "pgpass_$role" printf '*:*:identity:identity_%s:%s\n' "$role" "$(openssl rand -hex 32)"
done
make master_key openssl rand -base64 32
make admin_client_secret openssl rand -hex 32
make grafana_admin_password openssl rand -hex 16

# Without a certificate of a public authority: one of our own, which browsers do not believe until secrets/ca.crt is given to them.
if [ ! -s secrets/tls.crt ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj "/CN=Identity, of this machine alone" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign \
    -keyout "$work/ca.key" -out "$work/ca.crt" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$(value IDENTITY_HOST)" \
    -keyout "$work/tls.key" -out "$work/tls.csr" 2>/dev/null
  printf 'subjectAltName=DNS:%s,DNS:%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' \
    "$(value IDENTITY_HOST)" "$(value ADMIN_HOST)" >"$work/names"
  openssl x509 -req -in "$work/tls.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -days 397 \
    -extfile "$work/names" -out "$work/tls.crt" 2>/dev/null
  make tls.key cat "$work/tls.key"
  make tls.crt cat "$work/tls.crt"
  make ca.crt cat "$work/ca.crt"
  # The authority's key is thrown away: nothing else can ever be signed by it.
fi
# With a certificate that was put there instead, the machine's own authorities are those to be believed.
make ca.crt cat /etc/ssl/certs/ca-certificates.crt

echo "Ready: docker compose up --detach --wait"
echo "The link for the first owner: docker compose logs server | grep -o 'https://[^ \"]*/setup?[^ \"]*' | tail -n 1"
