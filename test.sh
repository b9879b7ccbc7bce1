#!/usr/bin/env bash
# Builds everything once and runs every test there is. The last line is the count; the exit code is 0 only if nothing failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

configuration=Release
results=TestResults
passed=0
failed=0
skipped=0
remarks=()

finish() {
  if [ ${#remarks[@]} -gt 0 ]; then printf '\n'; printf '%s\n' "${remarks[@]}"; fi
  printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  if [ "$failed" -gt 0 ]; then exit 1; else exit 0; fi
}

# fail WHAT: something other than a test went wrong; it counts as one.
fail() {
  failed=$((failed + 1))
  remarks+=("FAILED  $1")
}

# count ATTRIBUTE FILE: a figure of the run, from the opening tag of the results.
count() {
  sed -n 's/.*<assembly [^>]*[[:space:]]'"$1"'="\([0-9]*\)".*/\1/p' "$2" | head -n 1
}

# run_project NAME: what it prints goes to its log.
run_project() {
  rm -f "$results/$1.xml"
  dotnet "tests/$1/bin/$configuration/net10.0/$1.dll" -noLogo -noColor -xml "$results/$1.xml" >"$results/$1.log" 2>&1
}

# tell_project NAME EXIT_CODE: what it printed, and its figures among those of the run.
tell_project() {
  local name=$1 results_file="$results/$1.xml" log="$results/$1.log" exit_code=$2
  local ok=0 bad=0 errors=0 skip=0
  printf '\n== %s\n' "$name"
  cat "$log"

  if [ -s "$results_file" ]; then
    ok=$(count passed "$results_file")
    bad=$(count failed "$results_file")
    errors=$(count errors "$results_file")
    skip=$(count skipped "$results_file")
  fi
  ok=${ok:-0} bad=$((${bad:-0} + ${errors:-0})) skip=${skip:-0}
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))

  local line
  while IFS= read -r line; do remarks+=("FAILED  ${line% \[FAIL\]}"); done < <(sed -n 's/^ *\(.* \[FAIL\]\)$/\1/p' "$log")
  while IFS= read -r line; do remarks+=("SKIPPED $line"); done < <(sed -n '/ \[SKIP\]$/{s/^ *\(.*\) \[SKIP\]$/\1/;N;s/\n */: /;p;}' "$log")
  if [ $((ok + bad)) -eq 0 ]; then
    fail "$name ran no test"
  elif [ "$exit_code" -ne 0 ] && [ "$bad" -eq 0 ]; then
    fail "$name ended with exit code $exit_code"
  fi
  printf '%s: %s passed, %s failed, %s skipped\n' "$name" "$ok" "$bad" "$skip"
}

mkdir -p "$results"
if ! { need_tools && need_postgresql && need_node_packages tests samples; }; then
  fail "a prerequisite is missing (above)"
  finish
fi

# What runs here ends long before a profile of it would pay.
export DOTNET_TieredPGO=0

# The build goes on while the distribution's packages come in: it needs none of them.
dotnet build Identity.sln -c "$configuration" -nologo -v quiet >"$results/build.log" 2>&1 &
build=$!

need_program chromium chromium
need_program htpasswd apache2-utils
need_python_module bcrypt python3-bcrypt

want_pgbouncer
want_relying_parties
want_mail_servers
want_sample_stacks
want_deploy_checks

built=0
wait "$build" || built=$?
cat "$results/build.log"
if [ "$built" -ne 0 ]; then
  fail "the build"
  finish
fi
if [ "${CI:-}" = true ]; then
  dotnet build tests/Identity.EndToEnd -c "$configuration" --no-restore -t:CompileAhead -nologo -v quiet || fail "compiling ahead"
fi
dotnet csharpier check . || fail "formatting (dotnet csharpier format . mends it)"

# Two at a time: the journeys wait for processes and browsers most of their time, and the others have the processor meanwhile.
run_project Identity.EndToEnd &
journeys=$!
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  if [ "$name" = Identity.EndToEnd ]; then continue; fi
  ended=0
  run_project "$name" || ended=$?
  tell_project "$name" "$ended"
done
ended=0
wait "$journeys" || ended=$?
tell_project Identity.EndToEnd "$ended"
finish
