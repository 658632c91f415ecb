"""Pages and parts of pages in traditional Mongolian, whose columns follow each other from left to right."""
