using System.Globalization;
using System.Net.Sockets;
using Governance.Data.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Governance.Data;

/// <summary>What a database says, in a plain sentence for the operator: which one, what is wrong and what to do.</summary>
public static class DatabaseSentences
{
    private const string Manual = "docs/operations.md";

    /// <summary>The sentence of one exception, without those inside it; null for what no operator can do anything about.</summary>
    /// <param name="exception">What a driver threw.</param>
    /// <param name="connectionString">The configured database, as far as it is known.</param>
    public static string? Of(Exception exception, string? connectionString)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var place = new Place(connectionString);
        return exception switch
        {
            SqliteException sqlite => OfSqlite(sqlite, place),
            PostgresException postgres => OfPostgres(postgres, place),
            NpgsqlException => Unreachable(exception, place),
            // As the driver throws it for a name without an address.
            SocketException when place.IsPostgres => Unreachable(exception, place),
            _ => null,
        };
    }

    /// <summary>Words as one line that ends as a sentence does.</summary>
    public static string Line(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var line = words.ReplaceLineEndings(" ").Trim();
        return line is [.., '.' or '!' or '?'] ? line : $"{line}.";
    }

    private static string? OfSqlite(SqliteException e, Place place) =>
        StorageFaults.IsFull(e)
            ? $"The disk of {place.Name} is full: free some space."
            : e.SqliteErrorCode switch
            {
                5 or 6 => $"{place.Name} is in use by another program that does not let go of it. Stop that program, or try again.",
                8 => $"{place.Name} cannot be written: it, or its folder, is read-only for this account.",
                10 => $"{place.Name} cannot be read or written: its disk reports an error ({e.SqliteExtendedErrorCode}).",
                11 or 26 => $"{place.Name} is damaged, or is no SQLite database. Restore a backup ({Manual}).",
                14 => $"{place.Name} cannot be opened: its folder is missing, or this account may not read and write there.",
                _ => null,
            };

    private static string? OfPostgres(PostgresException e, Place place) =>
        e.SqlState switch
        {
            "42501" =>
                $"The database role {place.Role} lacks a right: {Line(e.MessageText)} Run \"db migrate\" as the role that owns the schema, "
                    + $"then eng/postgres-roles.sql ({Manual}), and start again.",
            "28P01" or "28000" =>
                $"{place.Name} refuses the role {place.Role}: {Line(e.MessageText)} Correct ConnectionStrings__Governance.",
            "3D000" => $"{place.Name} does not exist, and was not created: {Line(e.MessageText)} Create it, or correct "
                + "ConnectionStrings__Governance.",
            "55P03" =>
                $"Another session holds a lock in {place.Name} that is needed here, and did not let go of it in time. End that session "
                    + "(pg_locks and pg_stat_activity name it), then try again.",
            "25P03" => string.Create(
                CultureInfo.InvariantCulture,
                $"This process stood still for more than {PostgresPatience.Idle.TotalSeconds:0} seconds inside a transaction, and "
            ) + $"{place.Name} ended it: the machine is overloaded, or was paused. Try again.",
            "53100" => $"The disk of {place.Name} is full: free space on the database server.",
            "53300" => $"{place.Name} has no connection to spare: {Line(e.MessageText)} Raise max_connections, or end what holds them.",
            _ when DatabaseFaults.IsAway(e) => Unreachable(e, place),
            _ => null,
        };

    private static string Unreachable(Exception e, Place place) =>
        $"{place.Name} cannot be reached, or ended the connection: {Line(e.GetBaseException().Message)} Check that it runs, and that "
        + "ConnectionStrings__Governance is right.";

    /// <summary>The database, as it may be named: without its password.</summary>
    private sealed class Place
    {
        public Place(string? connectionString)
        {
            try
            {
                if (string.IsNullOrEmpty(connectionString))
                {
                    return;
                }

                Name = DataServices.Describe(connectionString);
                IsPostgres = DataServices.KindOf(connectionString) is DatabaseKind.Postgres;
                Role = IsPostgres ? new NpgsqlConnectionStringBuilder(connectionString).Username ?? Role : Role;
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                // It cannot be taken apart, and what is wrong is said by those who tried.
            }
        }

        public string Name { get; } = "The database";

        public string Role { get; } = "of the connection";

        public bool IsPostgres { get; }
    }
}
