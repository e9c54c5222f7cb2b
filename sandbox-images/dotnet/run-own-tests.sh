#!/bin/bash
# run-own-tests <nonce> <program>: runs the published tests in this folder, then tells in one line how it went: the nonce,
# then JSON.
set -uo pipefail

nonce=$1
results=/data/.own-tests
collector=$(echo /opt/nuget/packages/coverlet.collector/*/build/netstandard2.0)
dotnet vstest "$2" --logger:trx --collect:'XPlat Code Coverage' --ResultsDirectory:"$results" \
  --TestAdapterPath:. --TestAdapterPath:"$collector"
exit_code=$?

# attribute <element> <name>: of the first such element in what comes in, which must be a number; else null.
attribute() {
  local value
  value=$(grep -o "<$1 [^>]*>" | head -n 1 | sed -n "s/.* $2=\"\([0-9.]*\)\".*/\1/p")
  echo "${value:-null}"
}

counters=$(cat "$results"/*.trx 2> /dev/null)
passed=$(attribute Counters passed <<< "$counters")
failed=$(attribute Counters failed <<< "$counters")
report=$(cat "$results"/*/coverage.cobertura.xml 2> /dev/null)
covered=$(attribute coverage lines-covered <<< "$report")
valid=$(attribute coverage lines-valid <<< "$report")
coverage=null
if [[ $covered != null && $valid != null && $valid != 0 ]]; then coverage=$(awk "BEGIN { print 100 * $covered / $valid }"); fi

printf '\nown-tests %s {"passed":%s,"failed":%s,"coverage":%s}\n' "$nonce" "$passed" "$failed" "$coverage"
exit "$exit_code"
