#!/bin/sh
# Says how to get Node.js when it is missing or too old for Vite (20.19).
set -eu
have=$(node --version 2>/dev/null | tr -d v || true)
major=${have%%.*}
rest=${have#*.}
minor=${rest%%.*}
if [ -n "$have" ] && { [ "$major" -gt 20 ] || { [ "$major" -eq 20 ] && [ "$minor" -ge 19 ]; }; } && command -v npm >/dev/null; then
  exit 0
fi
echo "网页需要 Node.js 20.19 或更新（现在：${have:-没有}）和 npm。" >&2
echo "安装方法之一：Debian/Ubuntu 用 nodesource 的软件包或 nvm install 20；macOS 用 brew install node。装好后再运行一次。" >&2
exit 1
