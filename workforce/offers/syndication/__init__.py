"""Lists of offers as RSS and Atom: what each line says, the document, and the secret addresses of filtered lists."""
