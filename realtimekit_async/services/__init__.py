"""The services of the API, one file per resource; the client loads each when it is first touched."""
