"""The SFTP server for partners who bring and fetch: a process of its own, without a shell behind it."""
