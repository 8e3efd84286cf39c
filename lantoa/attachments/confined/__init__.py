"""What runs in the child process that opens files of strangers. No Django here, and nothing that the child does not need.

The web process never takes a file apart: it hands the bytes to `lantoa.attachments.sandbox`, which starts this package
under caps. `__main__` puts the caps on before it reads a byte. A refusal is a `Fault`: a code, and where it was found.
"""
