"""Prints what learners find in this image: a line an item, kind, name and version between tabs."""

import platform
from importlib.metadata import distributions

print("runtime", "Python", platform.python_version(), sep="\t")
packages = {found.name: found.version for found in distributions()}
for name in sorted(packages, key=str.lower):
    print("package", name, packages[name], sep="\t")
