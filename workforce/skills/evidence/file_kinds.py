"""The door of puremagic: what a file is, by its content; its name must agree."""

import puremagic

LARGEST = 8 * 1024 * 1024  # Bytes of one file.
PICTURES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
DOCUMENTS = {
    ".pdf": "application/pdf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
KINDS = PICTURES | DOCUMENTS
ACCEPTED = ",".join(KINDS)  # For a form's field.
HEAD = 4096  # Bytes that are enough to know a kind.
ALIKE = {".jpg": (".jpg", ".jpeg", ".jpe", ".jfif"), ".jpeg": (".jpg", ".jpeg", ".jpe", ".jfif")}
PACKED = (
    ".zip",
    ".docx",
    ".xlsx",
    ".pptx",
    ".odt",
    ".ods",
    ".odp",
)  # Documents of the office are zip files inside.

EMPTY = "Ce fichier est vide."
TOO_BIG = f"Ce fichier dépasse {LARGEST // 1024**2} Mo : réduisez-le, ou donnez plutôt un lien."
UNKNOWN = "Ce genre de fichier n’est pas accepté : une photo (JPEG, PNG, WebP), un PDF ou un document bureautique sans macro."
OTHERWISE = (
    "Le contenu de ce fichier n’est pas ce que dit son nom : enregistrez-le de nouveau, puis renvoyez-le."
)


def media_type_of(content: bytes, name: str) -> str:
    """Return the media type of a file. Raises ValueError, in French, for one that is not accepted."""
    if not content:
        raise ValueError(EMPTY)
    if len(content) > LARGEST:
        raise ValueError(TOO_BIG)
    extension = extension_of(name)
    if extension not in KINDS:
        raise ValueError(UNKNOWN)
    if not _likely(content) & set(ALIKE.get(extension, (extension,))):
        raise ValueError(OTHERWISE)
    return KINDS[extension]


def is_picture(media_type: str) -> bool:
    """Tell whether a file is a picture, which is made again before anybody reads it."""
    return media_type in PICTURES.values()


def extension_of(name: str) -> str:
    """Return `.pdf`; nothing for a name without one."""
    _, dot, end = name.rpartition(".")
    return f".{end.strip().lower()}" if dot else ""


def _likely(content: bytes) -> set[str]:
    """Return the extensions that the content may have."""
    try:
        found = {one.extension for one in puremagic.magic_string(content[:HEAD])}
    except (puremagic.PureError, ValueError):
        return set()
    return found | set(PACKED) if found & set(PACKED) else found
