-- Two roles for one database: identity_owner migrates and owns, identity_server serves and can alter nothing.
-- Run it as a superuser, once or again, before `migrate` or after it:
--
--   psql -v ON_ERROR_STOP=1 -v owner_password=… -v server_password=… -f roles.sql
--
-- Passwords that are not given are not set. The server needs no other right than these: the days of its tables are made and
-- dropped by keep_days(), a function that belongs to the owner and touches nothing else.

SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', name)
  FROM unnest(ARRAY['identity_owner', 'identity_server']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

\if :{?owner_password}
ALTER ROLE identity_owner PASSWORD :'owner_password';
\endif
\if :{?server_password}
ALTER ROLE identity_server PASSWORD :'server_password';
\endif

-- Whoever hangs in a transaction keeps nobody else waiting for ever.
ALTER ROLE identity_server SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE identity_server SET lock_timeout = '10s';

SELECT 'CREATE DATABASE identity OWNER identity_owner ENCODING ''UTF8'' TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'identity') \gexec
ALTER DATABASE identity OWNER TO identity_owner;
REVOKE ALL ON DATABASE identity FROM PUBLIC;
GRANT CONNECT ON DATABASE identity TO identity_server;

\connect identity

-- Since PostgreSQL 15 nobody else may create in it; before, everybody may.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO identity_owner;
GRANT USAGE ON SCHEMA public TO identity_server;

-- What is there already, and what the owner will make.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO identity_server;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO identity_server;
ALTER DEFAULT PRIVILEGES FOR ROLE identity_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO identity_server;
ALTER DEFAULT PRIVILEGES FOR ROLE identity_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO identity_server;
ALTER DEFAULT PRIVILEGES FOR ROLE identity_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO identity_server;
SELECT format('GRANT EXECUTE ON FUNCTION %s TO identity_server', oid::regprocedure)
  FROM pg_proc WHERE proname = 'keep_days' AND pronamespace = 'public'::regnamespace \gexec
