#!/bin/sh
# Drives everything below /_sandbox with curl alone.
# Usage: drive-over-http.sh <address of a sandbox> <its token>
set -eu
base="$1/_sandbox"
api="$1/api/v1"
token="$2"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# request <method> <url> [<body>]: prints the body and then, in a line of its own, the status.
request() {
  if [ $# -gt 2 ]; then set -- "$1" "$2" --data "$3"; fi
  method=$1
  url=$2
  shift 2
  curl --silent --show-error --max-time 20 --request "$method" --write-out '\n%{http_code}\n' \
    --header "Authorization: Bearer $token" --header 'Accept: application/json' \
    --header 'Content-Type: application/json' "$@" "$url"
}

# check <status> <text in the body> <method> <url> [<body>]
check() {
  status=$1
  text=$2
  shift 2
  response=$(request "$@")
  if [ "$(echo "$response" | tail -n 1)" != "$status" ] || ! echo "$response" | grep --quiet --fixed-strings -e "$text"; then
    echo "$1 $2: expected $status with $text, but got: $response" >&2
    exit 1
  fi
}

# Health and the token
curl --silent --fail "$base/health" | grep --quiet '"status":"ok"'
test "$(curl --silent --output /dev/null --write-out '%{http_code}' "$base/clock")" = 401
test "$(curl --silent --output /dev/null --write-out '%{http_code}' "$base/clock?token=$token")" = 401
check 200 '"/clock"' GET "$base/openapi.json"

# Requests are followed from here on
curl --silent --no-buffer --header "Authorization: Bearer $token" "$base/requests?follow=true" >"$log" &
follower=$!

# Clock, which runs on meanwhile
check 200 '{"now":17723232' POST "$base/clock" '{"set":"2026-03-01"}'
check 200 '{"now":1772' GET "$base/clock"
check 200 '{"now":1772' POST "$base/clock" '{"advanceMs":3600000}'
check 409 'nothing_due' POST "$base/clock" '{"next":true}'

# Faults
check 201 '"left":1' POST "$base/faults" '{"fault":{"kind":"status","status":503},"match":{"path":"/customers"}}'
check 422 'fault.status' POST "$base/faults" '{"fault":{"kind":"status","status":99}}'
check 503 'injected_fault' GET "$api/customers"
check 200 '"fired":1,"left":0' GET "$base/faults"
check 204 '' DELETE "$base/faults"
check 200 '{"faults":[]}' GET "$base/faults"

# Webhooks: nobody listens at this address, so that the delivery is tried again later
hook='{"url":"http://127.0.0.1:1/","events":["charge.failed"],"secret":"0123456789abcdef"}'
check 201 'charge.failed' POST "$api/webhooks" "$hook"
check 200 '"state":"pending"' POST "$base/webhooks/trigger" '{"event":"charge.failed","payload":{"id":"42"}}'
check 200 '"attempts":1' GET "$base/webhooks/deliveries?settled=true"
check 200 '{"now":1772' POST "$base/clock" '{"next":true}'
check 200 '"attempts":2' GET "$base/webhooks/deliveries?settled=true"

# Refunds
charge=$(request GET "$api/charges?limit=1" | grep --only-matching --extended-regexp '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' | head -n 1)
check 201 '"amount":100,"left":' POST "$base/refunds" "{\"charge_id\":\"$charge\",\"amount\":100}"
check 201 '"left":0' POST "$base/refunds" "{\"charge_id\":\"$charge\"}"
check 422 'must be a completed one' POST "$base/refunds" "{\"charge_id\":\"$charge\"}"

# State and requests, without secrets
check 200 '"secret":"***"' GET "$base/state?resource=webhooks"
check 200 '"customers":[{' GET "$base/state"
check 200 '"path":"/webhooks"' GET "$base/requests"
for page in state requests; do
  if request GET "$base/$page" | grep --quiet 0123456789abcdef; then
    echo "$page shows a secret" >&2
    exit 1
  fi
done

# Customers
check 201 'Ada' POST "$api/customers" '{"name":"Ada Byron","external_id":"ada"}'
check 200 '"total":1' GET "$base/customers?search=byron&limit=1"
check 200 '"accounts":[]' GET "$base/customer?id=ada"
check 200 '"totals":{"customers":26}' GET "$base/state?resource=customers&offset=25&limit=1"

# Events
curl --silent --no-buffer --max-time 1 --header "Authorization: Bearer $token" "$base/events" |
  grep --quiet '"type":"ready"'

# Mistakes
check 404 'not_found' GET "$base/nothing"
check 405 'GET, POST' DELETE "$base/clock"
check 400 'not valid JSON' POST "$base/clock" '{'
check 422 'advance is not known' POST "$base/clock" '{"advance":1}'

# Reset
check 204 '' POST "$base/reset"
check 200 '{"requests":[]}' GET "$base/requests"

kill "$follower"
wait "$follower" 2>/dev/null || true
test "$(grep --count '"path":"/customers"' "$log")" = 2
test "$(grep --count '"path":"/webhooks"' "$log")" = 1
echo done
