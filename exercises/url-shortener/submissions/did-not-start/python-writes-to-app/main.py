import os
import sqlite3

from flask import Flask

# Beside the code nothing can be written; the folder for data is /data.
database = sqlite3.connect(os.path.join(os.path.dirname(os.path.abspath(__file__)), "links.sqlite"), check_same_thread=False)
database.execute("CREATE TABLE IF NOT EXISTS links (code TEXT PRIMARY KEY, url TEXT, clicks INTEGER)")

app = Flask(__name__)


@app.get("/links")
def list_all():
    return {"items": [], "total": 0}


app.run("0.0.0.0", int(os.environ["PORT"]))
