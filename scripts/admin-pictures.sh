#!/usr/bin/env bash
# Takes the pictures of docs/admin.md anew: runs the test that looks at every screen, and makes a few of its pictures small.
# What it needs beyond ./test.sh is pngquant.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v pngquant >/dev/null || { echo "pngquant is missing: apt-get install pngquant" >&2; exit 1; }
test=tests/Identity.EndToEnd
dotnet build $test -c Release -nologo -v quiet
dotnet $test/bin/Release/net10.0/Identity.EndToEnd.dll -class '*.Admin.ScreensTests' -noLogo -noColor

pictures=(
  setup.desktop-light dashboard.desktop-light dashboard.phone-dark users.desktop-light user.desktop-dark client-new.desktop-light
  client.desktop-light keys.desktop-light letters.phone-light audit.desktop-dark trace.desktop-light palette.desktop-light
)
mkdir -p docs/images/admin
for picture in "${pictures[@]}"; do
  # A screen has few colours.
  pngquant --force --strip --nofs --speed 1 48 --output "docs/images/admin/$picture.png" -- \
    "TestResults/screenshots/admin-$picture.png"
done
du -ch docs/images/admin/*.png | tail -n 1
