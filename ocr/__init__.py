"""Page images to text: cleaning, layout, engines, output. Knows nothing of MARC, of the archive on disk, or of Qt."""
