"""The database: tables, repositories, units of work, the job queue and its worker."""
