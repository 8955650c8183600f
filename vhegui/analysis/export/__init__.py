"""Results as files, without a window: JSON, ECSV tables, models, the session."""
