"""Lets the AWS CLI's own parser read commands, and sends none.

Reads a JSON list of commands (each a list of words after `aws`) from standard input, and writes a list of the same length: null for a
command that is right, else what the CLI says of it.
"""

import contextlib
import io
import json
import sys

import awscli.clidriver
from botocore.validate import ParamValidator


class NotSent(Exception):
    """Ends a command that would be sent now."""


# One for all commands: it reads the models of the services that they are for.
driver = awscli.clidriver.create_clidriver()
found = []


def stop(params, model, **_):
    report = ParamValidator().validate(params, model.input_shape) if model.input_shape else None
    found.append(report.generate_report() if report and report.has_errors() else None)
    raise NotSent


driver.session.register("before-parameter-build.*.*", stop)


def complaint(words):
    found.clear()
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            status = driver.main(words)
    except SystemExit as leaving:
        status = leaving.code
    if found:
        return found[0]
    return said.getvalue().strip()[-300:] or f"ended with status {status} before it would have been sent"


json.dump([complaint(words) for words in json.load(sys.stdin)], sys.stdout)
