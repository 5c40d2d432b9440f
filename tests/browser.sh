#!/bin/sh
# The browser tests need Debian's Chromium and a Chinese font: installs them where that is allowed, else says what to install.
set -eu
missing=""
command -v chromium >/dev/null || missing="chromium"
fc-list 2>/dev/null | grep -qi "noto.*cjk" || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
  echo "安装浏览器测试所需的$missing …"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get -qq update >/dev/null && apt-get -qq install -y --no-install-recommends $missing fontconfig >/dev/null; then
    exit 0
  fi
fi
echo "浏览器测试需要：$missing。请先安装，例如 sudo apt-get install -y$missing，再运行一次。" >&2
exit 1
