import socket

from service import serve

six = socket.socket(socket.AF_INET6)
six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
six.bind(("::", 5432))
six.listen()
others = [socket.create_server(("127.0.0.2", port)) for port in [5432, 6379]]

serve()
