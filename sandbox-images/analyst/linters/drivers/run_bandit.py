"""Reads files with bandit and prints lines of the analyst's readers.

Stdin: one JSON object with `root`, `files` and `rules`. Bandit is driven by its classes and not by its command, so that
each file is told of before it is read, and no configuration is looked for.
"""

import json
import logging
import os
import resource
import sys

from bandit.core.config import BanditConfig
from bandit.core.manager import BanditManager

# What the parser of a hostile file may take. Beyond it Python raises MemoryError, which ends this process.
MEMORY_BYTES = 512 * 1024 * 1024


def tell(kind, path, **fields):
    print(json.dumps({"type": kind, "path": path, **fields}), flush=True)


def make_manager(rules):
    manager = BanditManager(BanditConfig(), "file", profile={"include": set(rules)}, ignore_nosec=True)
    known = {plugin.plugin._test_id for plugin in load_plugins()} | blacklisted_ids()
    unknown = set(rules) - known
    if unknown:
        raise ValueError(f"bandit has no tests {sorted(unknown)}")
    return manager


def load_plugins():
    from bandit.core.extension_loader import MANAGER

    return MANAGER.plugins


def blacklisted_ids():
    from bandit.core.extension_loader import MANAGER

    return set(MANAGER.blacklist_by_id)


def read_file(manager, root, path):
    tell("reading", path)
    manager.results, manager.skipped, manager.scores = [], [], []
    manager.files_list = [os.path.join(root, path)]
    manager.run_tests()
    for _, reason in manager.skipped:
        tell("unread", path, reason=f"Bandit cannot read it: {reason}.")
    for issue in manager.results:
        lines = issue.linerange or [issue.lineno]
        tell(
            "observation",
            path,
            tool="bandit",
            rule=issue.test_id,
            line=issue.lineno,
            column=issue.col_offset + 1 if issue.col_offset >= 0 else None,
            endLine=max(lines),
            message=issue.text,
        )


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    logging.disable(logging.CRITICAL)
    request = json.load(sys.stdin)
    manager = make_manager(request["rules"])
    for path in request["files"]:
        read_file(manager, request["root"], path)


if __name__ == "__main__":
    main()
