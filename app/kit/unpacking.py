"""What Python says of a zip that cannot be read: cut short, changed, locked, or packed as nobody unpacks it."""

import zipfile
import zlib

BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error)
