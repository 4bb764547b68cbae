"""How much of a file is read: beyond any real export, within what a small machine bears."""

MAX_BYTES = 10 * 1024 * 1024  # Less than the body of a request: a form may be told so on its field.
MAX_UNPACKED_BYTES = 150 * 1024 * 1024
MAX_ENTRIES = 500  # Parts of a workbook.
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELLS = 1_500_000  # Of a sheet, those at the end of a row that are empty left out.
MAX_CELL_CHARACTERS = 5_000
MAX_CHARACTERS = 15_000_000  # Of a sheet.
MAX_TEXT_BYTES = 256 * 1024 * 1024  # Shared texts, once repeated in every cell that shows them.
