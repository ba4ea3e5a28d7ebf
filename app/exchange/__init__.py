"""File formats in and out: tables (CSV, xlsx, ods, xls), vCards, calendars, JSON. No Qt, no database."""
