import os

from service import route, serve


@route("/attack")
def make_a_million_files():
    for folder in ["/data", "/tmp", "/dev/shm"]:
        try:
            for number in range(1_000_000):
                os.close(os.open(f"{folder}/{number}", os.O_CREAT))
        except OSError as error:
            print(folder, number, error)
    return "full"


serve()
