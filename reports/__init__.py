"""What leaves the program: messages in two languages, screens, files."""
