"""``make audit`` without the internet: it says what was not looked at, and never that all is well."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import CHECKOUT

NOWHERE = "http://127.0.0.1:9"


@pytest.mark.slow
def test_a_service_that_cannot_be_reached_is_not_a_clean_bill():
    environment = os.environ | dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "npm_config_registry"), NOWHERE)
    environment |= {"NO_PROXY": "", "no_proxy": "", "npm_config_fetch_retries": "0"}
    done = subprocess.run([sys.executable, "tools/audit.py"], cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout.count("NIET GECONTROLEERD") == 3
    assert done.stdout.count("heeft internet nodig") == 3
    assert "0 bekende" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
