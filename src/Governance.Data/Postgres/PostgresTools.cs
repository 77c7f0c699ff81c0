using Npgsql;

namespace Governance.Data.Postgres;

/// <summary>What to run for a PostgreSQL database: its own tools copy and restore it better than we could.</summary>
public static class PostgresTools
{
    /// <summary>The command that copies the database to a file. Never the password.</summary>
    public static string Dump(string connection, string file) => $"pg_dump --format=custom --file={Quoted(file)} {Target(connection)}";

    /// <summary>The command that puts such a file back. Never the password.</summary>
    public static string Restore(string connection, string file) => $"pg_restore --clean --if-exists --single-transaction {Target(connection)} {Quoted(file)}";

    private static string Target(string connection)
    {
        var c = new NpgsqlConnectionStringBuilder(connection);
        return $"--host={Quoted(c.Host ?? "localhost")} --port={c.Port} --username={Quoted(c.Username ?? "postgres")} --dbname={Quoted(c.Database ?? c.Username ?? "postgres")}";
    }

    private static string Quoted(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
