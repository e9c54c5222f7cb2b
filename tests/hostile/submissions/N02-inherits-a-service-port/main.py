import socket
import threading

from service import route, serve


def answer_as_redis(listener):
    while True:
        connection, _ = listener.accept()
        while connection.recv(4096):
            connection.sendall(b":1000000\r\n")


@route("/while-redis-is-away")
def become_redis():
    listener = socket.create_server(("127.0.0.1", 6379))
    threading.Thread(target=answer_as_redis, args=[listener], daemon=True).start()
    return "I am Redis now"


serve()
