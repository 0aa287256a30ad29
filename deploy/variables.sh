# The folders and ports of an installation, and the commands of the guide (docs/operating.md), which begins with
# `. deploy/variables.sh`. Saved choices (keep_choices) win over variables of this shell, and those over the defaults.
# `fill` puts the values into the files of deploy/. The file needs a POSIX shell.
export KAPOK_ETC="${KAPOK_ETC:-/etc/kapok}"                   # the installation's choices and secrets
if [ -r "$KAPOK_ETC/installation.sh" ]; then . "$KAPOK_ETC/installation.sh"; fi
export KAPOK_HOST="${KAPOK_HOST:-kapok.example.org}"          # the public name
export KAPOK_CODE="${KAPOK_CODE:-/opt/kapok}"                 # releases of the code; `current` links to the running one
export KAPOK_DATA="${KAPOK_DATA:-/var/lib/kapok}"             # the secret key, uploads; SQLite's database
export KAPOK_STATIC="${KAPOK_STATIC:-/var/cache/kapok/static}" # collected static files, which nginx reads
export KAPOK_BACKUP="${KAPOK_BACKUP:-/var/backups/kapok}"
export KAPOK_UNITS="${KAPOK_UNITS:-/etc/systemd/system}"
export KAPOK_NGINX="${KAPOK_NGINX:-/etc/nginx}"               # the folder of nginx.conf and mime.types
export KAPOK_NGINX_RUN="${KAPOK_NGINX_RUN:-/run}"             # nginx.pid
export KAPOK_NGINX_LOG="${KAPOK_NGINX_LOG:-/var/log/nginx}"
export KAPOK_CERTIFICATE="${KAPOK_CERTIFICATE:-$KAPOK_ETC/certificate.pem}"
export KAPOK_CERTIFICATE_KEY="${KAPOK_CERTIFICATE_KEY:-$KAPOK_ETC/certificate.key}"
export KAPOK_POSTGRESQL="${KAPOK_POSTGRESQL:-/etc/postgresql}" # contains <version>/main/conf.d
export KAPOK_REDIS="${KAPOK_REDIS:-/etc/redis}"
export KAPOK_HTTP_PORT="${KAPOK_HTTP_PORT:-80}"
export KAPOK_HTTPS_PORT="${KAPOK_HTTPS_PORT:-443}"
# If both are set but empty, one process serves on one port, with its own database in KAPOK_DATA.
export DATABASE_URL="${DATABASE_URL-postgresql://kapok@%2Frun%2Fpostgresql/kapok}"
export REDIS_URL="${REDIS_URL-redis://127.0.0.1:6379/0}"
export KAPOK_ROOM_PORTS="${KAPOK_ROOM_PORTS:-8001${DATABASE_URL:+ 8002}}" # one Daphne process per port, one per core
# One gunicorn per port; there are two, so that one can restart.
if [ -n "$DATABASE_URL" ]; then KAPOK_PAGES_PORTS="${KAPOK_PAGES_PORTS:-8101 8102}"; else KAPOK_PAGES_PORTS="$KAPOK_ROOM_PORTS"; fi

KAPOK_ORIGIN="$KAPOK_HOST$([ "$KAPOK_HTTPS_PORT" = 443 ] || echo ":$KAPOK_HTTPS_PORT")"
KAPOK_ROOM_SERVERS="$(for port in $KAPOK_ROOM_PORTS; do printf 'server 127.0.0.1:%s max_fails=0; ' "$port"; done)"
KAPOK_PAGES_SERVERS="$(for port in $KAPOK_PAGES_PORTS; do printf 'server 127.0.0.1:%s max_fails=0; ' "$port"; done)"
KAPOK_FIRST_PORT="${KAPOK_ROOM_PORTS%% *}"
export KAPOK_PAGES_PORTS KAPOK_ORIGIN KAPOK_ROOM_SERVERS KAPOK_PAGES_SERVERS KAPOK_FIRST_PORT

# Kapok's user, nginx and PostgreSQL must read most files made here. Commands for secret files set their own umask.
umask 022

# keep_choices: saves the present choices, and every later shell begins with them. To change one, edit the file.
keep_choices() {
    (umask 077 && export -p | sed -n -E 's/^(export|declare -x) ((KAPOK_|DATABASE_URL=|REDIS_URL=).*)/export \2/p' \
        > "$KAPOK_ETC/installation.sh")
}

# fill FILE: prints the file with the values of the variables above; every other dollar sign stays.
fill() {
    envsubst '$KAPOK_HOST $KAPOK_CODE $KAPOK_ETC $KAPOK_DATA $KAPOK_STATIC $KAPOK_BACKUP $KAPOK_NGINX $KAPOK_NGINX_RUN
        $KAPOK_NGINX_LOG $KAPOK_CERTIFICATE $KAPOK_CERTIFICATE_KEY $KAPOK_HTTP_PORT $KAPOK_HTTPS_PORT $KAPOK_FIRST_PORT $KAPOK_ORIGIN
        $KAPOK_ROOM_SERVERS $KAPOK_PAGES_SERVERS $DATABASE_URL $REDIS_URL' < "$1"
}

# run_release FOLDER: links `current` to it and installs its units. A process uses both from its next start.
run_release() {
    ln -sfn "$1" "$KAPOK_CODE/next" && mv -T "$KAPOK_CODE/next" "$KAPOK_CODE/current" || return 1
    for unit in "$1"/deploy/*.service; do
        fill "$unit" > "$KAPOK_UNITS/$(basename "$unit")" || return 1
    done
    systemctl daemon-reload
}

# in_turn UNIT PORT …: restarts its processes one after the other; the first that is not ready stops the command.
in_turn() {
    kind="$1" && shift
    for port in "$@"; do
        systemctl restart "$kind@$port" && ready "$port" || return 1
    done
}

# kapok COMMAND …: runs a command of manage.py as the installation's user and with its variables.
kapok() {
    (set -a && . "$KAPOK_ETC/kapok.env" && set +a && cd "$KAPOK_CODE/current" &&
        exec runuser -u kapok -- .venv/bin/python manage.py "$@")
}

# as_postgres COMMAND …: runs it in / as PostgreSQL's administrator, who may not enter the caller's folder.
as_postgres() {
    (cd / && exec runuser -u postgres -- "$@")
}

# ready PORT: waits up to a minute until the process there is ready, and prints its state.
ready() {
    for _second in $(seq 60); do
        curl -fsS "http://127.0.0.1:$1/readyz?without=worker" 2>/dev/null && echo && return 0
        sleep 1
    done
    echo "The process on port $1 is not ready: $(curl -sS "http://127.0.0.1:$1/readyz?without=worker" 2>&1)" >&2
    return 1
}
