-- The data keys have a database of their own; PostgreSQL runs this once, when its folder is empty.
CREATE DATABASE keys OWNER owner;
