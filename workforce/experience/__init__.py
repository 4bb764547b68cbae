"""Where experience comes from: exports of activities turned into evidence, and structures that give the occasion."""
