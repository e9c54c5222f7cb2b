import os

import psycopg

from probing import attempt
from service import query, route, serve

url = os.environ["DATABASE_URL"]
statements = """
create role boss superuser
alter role app superuser
set role looker
set session authorization postgres
alter system set listen_addresses = '*'
create database other
copy (select 1) to program 'id'
copy notes from program 'id'
copy (select 1) to '/tmp/out'
select pg_read_file('/etc/passwd')
select pg_ls_dir('/')
select lo_import('/etc/passwd')
select pg_reload_conf()
create extension file_fdw
create extension dblink
create function f() returns int language c as '/lib/x86_64-linux-gnu/libc.so.6', 'getpid'
create language plpythonu
select * from counts.pg_stat_statements
create table counts.mine (a int)
""".strip().splitlines()


def end_others():
    if not query("select pg_terminate_backend(pid) from pg_stat_activity where usename <> 'app'"):
        raise PermissionError


def read_others():
    rows = query("select query from pg_stat_activity where usename <> 'app' and query not like '<insufficient%%' and query <> ''")
    if not rows:
        raise PermissionError


@route("/probe")
def probe():
    deeds = {statement: lambda statement=statement: query(statement) for statement in statements}
    logins = ["postgres://looker@127.0.0.1/app", "postgres://postgres:postgres@127.0.0.1/app", url.replace("/app", "/postgres")]
    deeds |= {login: lambda login=login: psycopg.connect(login) for login in logins}
    return attempt({**deeds, "end others": end_others, "read others": read_others}, (OSError, psycopg.Error))


serve()
