"""Many commands of the AWS CLI in one process, because most of what a command takes is its start.

Run by the interpreter of Debian's AWS CLI, not by that of the tests: reads a JSON list of words from each line of its standard
input, runs `aws WORDS…` by the CLI's own entry, and writes a JSON object with its status and what it printed.
"""

import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver


def main() -> None:
    answers = sys.stdout
    for line in sys.stdin:
        printed, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
            try:
                status = create_clidriver().main(json.loads(line))
            except SystemExit as ended:
                status = ended.code
        answer = {"status": status, "printed": printed.getvalue(), "complained": complained.getvalue()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
