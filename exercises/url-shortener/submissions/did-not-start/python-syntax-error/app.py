import os

from flask import Flask, redirect

app = Flask(__name__)
links = {}


@app.get("/<code>")
def follow(code)
    return redirect(links[code])


app.run("0.0.0.0", int(os.environ["PORT"]))
