"""The window: Qt, and only here. It shows what the workflows of `archivist` do."""
