from service import route, serve


@route("/attack")
def take_a_gigabyte():
    return len(bytearray(b"x") * (1 << 30))


serve()
