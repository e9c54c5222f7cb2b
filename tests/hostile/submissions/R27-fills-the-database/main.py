import threading

import psycopg

from service import query, route, serve


def fill():
    query("create table hoard (text text)")
    try:
        while True:
            query("insert into hoard select repeat(md5(i::text), 30) from generate_series(1, 20000) as i")
    except psycopg.Error as error:
        print(error)


@route("/attack")
def fill_the_database():
    filling = threading.Thread(target=fill)
    filling.start()
    filling.join(timeout=3.5)
    return "full"


serve()
