"""Papers that the program prints: receipts, certificates, sheets that compare two photographs."""
