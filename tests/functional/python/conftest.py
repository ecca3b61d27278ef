# SPDX-License-Identifier: BSD-2-Clause
"""The Python module is imported from where it lies."""
import os
import sys

PYTHON = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "python")
sys.path.insert(0, PYTHON)
