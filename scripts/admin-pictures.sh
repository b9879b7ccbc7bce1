#!/usr/bin/env bash
# Takes the pictures of docs/admin.md and docs/admin-screens.md anew: runs the tests of the administrators' site, and makes their
# pictures small. What it needs beyond ./test.sh is pngquant and ImageMagick.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for tool in pngquant convert; do
  command -v $tool >/dev/null || { echo "$tool is missing: apt-get install pngquant imagemagick" >&2; exit 1; }
done
test=tests/Identity.EndToEnd
dotnet build $test -c Release -nologo -v quiet
dotnet $test/bin/Release/net10.0/Identity.EndToEnd.dll -class '*.EndToEnd.Admin.*' -noLogo -noColor

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

# Every screen on one sheet: wide and narrow, light and dark, at half its size.
sheets=docs/images/admin/screens
page=docs/admin-screens.md
rm -rf $sheets && mkdir -p $sheets
cat >$page <<'END'
# Every screen of the administrators' site

At 1280 and at 390 pixels, light and dark, as the tests see them; what each is for stands in [the administrators' site](admin.md).
`scripts/admin-pictures.sh` takes them anew.
END
for wide in TestResults/screenshots/admin-*.desktop-light.png; do
  screen=$(basename "$wide" .desktop-light.png)
  screen=${screen#admin-}
  looks=()
  for look in desktop-light desktop-dark phone-light phone-dark; do
    looks+=("(" "TestResults/screenshots/admin-$screen.$look.png" -crop x1600+0+0 +repage -resize 50% -bordercolor gray50 -border 6 ")")
  done
  convert "${looks[@]}" -background gray50 +append png:- | pngquant --strip --nofs --speed 1 64 - >"$sheets/$screen.png"
  title=${screen//-/ }
  printf '\n## %s\n\n![%s](images/admin/screens/%s.png)\n' "${title^}" "${title^}" "$screen" >>$page
done
du -ch docs/images/admin/*.png $sheets/*.png | tail -n 1
