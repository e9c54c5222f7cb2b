import os

import redis

from probing import attempt
from service import route, serve

commands = """
CONFIG SET dir /tmp
CONFIG GET *
SHUTDOWN NOSAVE
REPLICAOF 127.0.0.1 8080
MONITOR
CLIENT LIST
CLIENT KILL TYPE normal
MODULE LOAD /app/x.so
DEBUG SLEEP 5
FLUSHALL
FLUSHDB
ACL LIST
ACL SETUSER app +@all
SAVE
SLOWLOG GET
LATENCY LATEST
AUTH examiner examiner
AUTH default app
""".strip().splitlines()


@route("/probe")
def probe():
    client = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=2)
    return attempt({command: lambda command=command: client.execute_command(*command.split()) for command in commands}, redis.RedisError)


serve()
