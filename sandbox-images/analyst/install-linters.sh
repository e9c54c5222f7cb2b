# Linters of Python, PHP and Ruby, as the distribution packages them.
set -eu
export DEBIAN_FRONTEND=noninteractive

# phpcs and phpmd are not in trixie. Those of the release before run on its PHP and its Symfony, and say so in their
# dependencies; everything else stays with trixie, whose versions are the newer ones.
for source in /etc/apt/sources.list /etc/apt/sources.list.d/*.sources; do
  if [ -s "$source" ]; then
    sed 's/trixie/bookworm/g' "$source" > "/etc/apt/sources.list.d/before.${source##*.}"
  fi
done
apt-get update
apt-get install -y --no-install-recommends \
  python3-minimal libpython3-stdlib python3-rich python3-stevedore python3-yaml \
  php8.4-cli php8.4-xml php8.4-mbstring phpmd/bookworm pdepend/bookworm php-codesniffer/bookworm \
  rubocop

# Bandit reads the history of git repositories too, and asks for git and Perl for that: it is unpacked without them.
cd /tmp
apt-get download python3-bandit
dpkg -x python3-bandit_*.deb /
rm python3-bandit_*.deb /etc/apt/sources.list.d/before.*
python3 -I -c 'import bandit.core.manager'

rm -rf /usr/share/man/* /usr/share/locale/* /usr/share/doc/* \
  /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/*
