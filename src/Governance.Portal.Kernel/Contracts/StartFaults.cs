using System.Globalization;
using System.Net.Sockets;
using System.Resources;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// The one place that says why a portal does not start, or a host command cannot be done: a plain sentence and an exit code for each reason
/// that an operator can do something about. What is none of these is a fault of the program, and keeps its stack trace.
/// </summary>
public static partial class StartFaults
{
    /// <summary>Exit code: something has to be changed, or waited for, before this works.</summary>
    public const int CannotRun = 2;

    /// <summary>Exit code: it ran, and what it found is not well.</summary>
    public const int FoundWrong = 1;

    private const string Manual = "docs/operations.md";

    /// <summary>The sentence and code of an exception; null for a fault of the program.</summary>
    /// <param name="exception">What ended the start or the command.</param>
    /// <param name="connectionString">The configured database, as far as it is known.</param>
    public static StartFault? Of(Exception exception, string? connectionString = null)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var sentence = Configured(exception) ?? OfOwn(exception) ?? Around(exception, new Place(connectionString));
        return sentence is null
            ? null
            : new StartFault(Line(sentence), exception is LogDamagedException or ContentUnavailableException ? FoundWrong : CannotRun);
    }

    // What an operator wrote. The words of these name the setting.
    private static string? Configured(Exception e) =>
        e switch
        {
            AggregateException { InnerExceptions: { Count: > 0 } all } => all.Select(Configured).ToList() is var sentences
            && sentences.TrueForAll(s => s is not null)
                ? string.Join(' ', sentences.Select(s => Line(s!)))
                : null,
            OptionsValidationException invalid => string.Join(' ', invalid.Failures.Select(Line)),
            // As the framework says that an address is none: "Invalid url: …".
            FormatException format => format.Message,
            InvalidDataException file when file.Message.Contains("configuration", StringComparison.Ordinal) =>
                $"{Line(file.Message)} {file.GetBaseException().Message}",
            InvalidOperationException wrong when Unconvertible().Match(wrong.Message) is { Success: true } match => OfKind(
                match.Groups["key"].Value,
                match.Groups["type"].Value
            ),
            InvalidOperationException wrong when Unsupported().IsMatch(wrong.Message) =>
                "A setting below Logging__LogLevel is no level: write Trace, Debug, Information, Warning, Error, Critical or None.",
            InvalidOperationException tls when tls.Message.StartsWith("Unable to configure HTTPS endpoint", StringComparison.Ordinal) =>
                "An address begins with https, and no certificate is configured: set Kestrel__Certificates__Default__Path, or serve http "
                    + "behind a proxy that terminates TLS (Security__BehindTlsProxy).",
            _ => null,
        };

    private static string? OfOwn(Exception e) =>
        e
            is KeyFolderException
                or SchemaTooNewException
                or SchemaTooOldException
                or SchemaRightsException
                or SigningKeyException
                or LogDamagedException
                or PoolerException
                or ContentUnavailableException
                or MissingSatelliteAssemblyException
            ? e.Message
            : null;

    // What the machine or the database says, however deep it lies: EF Core wraps what a driver throws.
    private static string? Around(Exception exception, Place place)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (Of(e, place) is { } sentence)
            {
                return sentence;
            }
        }

        return null;
    }

    private static string? Of(Exception e, Place place) =>
        e switch
        {
            SqliteException sqlite => OfSqlite(sqlite, place),
            PostgresException postgres => OfPostgres(postgres, place),
            NpgsqlException => Unreachable(e, place),
            // Before what it holds: the network below it is that of another system than the database.
            HttpRequestException other => $"Another system cannot be reached: {other.Message}",
            SocketException when place.IsPostgres => Unreachable(e, place),
            AuthenticationException => $"The certificate of the other side is not trusted: {e.Message}",
            IOException { InnerException: AddressInUseException } =>
                $"{Line(e.Message)} Stop the program that listens there, or choose another address (ASPNETCORE_URLS).",
            IOException { InnerException: SocketException } address => address.Message,
            IOException file when StorageFaults.IsFull(file) => $"The disk is full: {Line(file.Message)} Free some space.",
            IOException file => file.Message,
            UnauthorizedAccessException => $"{Line(e.Message)} Run the portal as the account that owns its folders, or change their owner.",
            CryptographicException => $"A key or certificate cannot be read: {e.Message}",
            _ => null,
        };

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

    private static string OfKind(string key, string type)
    {
        var kind = type.Split('.')[^1] switch
        {
            "Boolean" => "true or false",
            "Int32" => "a whole number of at most 2147483647, in digits alone (such as 250)",
            "Int64" => "a whole number, in digits alone (such as 1048576)",
            "Int16" or "Byte" or "UInt16" or "UInt32" or "UInt64" => "a whole number that is not too large, in digits alone (such as 250)",
            "Double" or "Single" or "Decimal" => "a number with a point before its decimals (such as 0.5)",
            "TimeSpan" => "a length of time written hours:minutes:seconds (such as 00:30:00)",
            "DateOnly" => "a date (such as 2026-01-31)",
            "DateTimeOffset" or "DateTime" => "a time (such as 2026-01-31T09:00:00Z)",
            "Uri" => "an address (such as https://portal.example)",
            "Guid" => "an id of 32 hexadecimal digits",
            var name => $"one of the values that appsettings.Example.json names ({name})",
        };
        return $"{key.Replace(":", "__", StringComparison.Ordinal)} must be {kind}.";
    }

    private static string Line(string words)
    {
        var line = words.ReplaceLineEndings(" ").Trim();
        return line is [.., '.' or '!' or '?'] ? line : $"{line}.";
    }

    // As ConfigurationBinder says it; the value before may hold anything.
    [GeneratedRegex(
        "^Failed to convert configuration value.* at '(?<key>[^']+)' to type '(?<type>[^']+)'\\.?$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Unconvertible();

    [GeneratedRegex("^Configuration value '.*' is not supported\\.?$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Unsupported();

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
