"""What is not code: format definitions, folding tables, translations, icons, samples."""
