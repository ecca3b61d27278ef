# SPDX-License-Identifier: BSD-2-Clause
"""What an installation has of Python, and that it runs from there."""
import glob
import os
import subprocess


def test_module_and_programs_are_installed(tmp_path):
    build = os.path.dirname(os.environ["BOWLINE_BIN"])
    subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", str(tmp_path), "--tags",
                    "python-runtime"], check=True, capture_output=True)
    (module,) = glob.glob(f"{tmp_path}/**/libknot", recursive=True)
    assert "-packages/libknot" in module
    programs = glob.glob(f"{tmp_path}/**/share/bowline/stats_*.py", recursive=True)
    assert sorted(map(os.path.basename, programs)) == ["stats_http.py", "stats_push.py"]
    for program in programs:
        done = subprocess.run([program, "--help"], capture_output=True, text=True, cwd=tmp_path,
                              env={"PATH": os.environ["PATH"], "PYTHONPATH": os.path.dirname(module)})
        assert done.returncode == 0 and "usage" in done.stdout, done.stderr
