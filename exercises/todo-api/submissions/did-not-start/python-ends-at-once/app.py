from flask import Flask

app = Flask(__name__)


@app.get("/health")
def health():
    return {"status": "ok"}


# Nobody calls app.run(), and there is no Procfile: Python reads the file and is done.
