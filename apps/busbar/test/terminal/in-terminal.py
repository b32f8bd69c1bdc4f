"""Runs a program in a pseudo-terminal of a given width and prints what it printed: in-terminal.py <columns> <program> <argument>..."""

import fcntl
import os
import pty
import struct
import sys
import termios

columns = int(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:  # Linux says EIO when the other end is closed.
        break
    if not chunk:
        break
    os.write(1, chunk)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
