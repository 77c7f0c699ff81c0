using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Data.Postgres;

/// <summary>
/// Copies a PostgreSQL database to a file and puts it back, by PostgreSQL's own <c>pg_dump</c>, <c>pg_restore</c> and <c>psql</c>, as the
/// role of the connection string. Its password goes into their environment, never onto a command line.
/// </summary>
public sealed class PostgresTools
{
    // In one transaction with what is restored. Partitions go with their table, triggers with theirs; what belongs to an extension stays.
    private const string Empty = """
        SET client_min_messages = warning;
        DO $$
        DECLARE
            thing record;
        BEGIN
            FOR thing IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                             AND c.relkind IN ('r', 'p') AND NOT c.relispartition LOOP
                EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', thing.relname);
            END LOOP;
            FOR thing IN SELECT p.oid::regprocedure AS signature FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
                             AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
                EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', thing.signature);
            END LOOP;
        END $$;
        """;

    private readonly NpgsqlConnectionStringBuilder _connection;

    /// <param name="connectionString">The database.</param>
    public PostgresTools(string connectionString) => _connection = new NpgsqlConnectionStringBuilder(connectionString);

    /// <summary>Copies the database to a file that only its owner may read.</summary>
    /// <param name="file">The copy; it must not exist yet.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What went wrong, in a sentence; null when nothing did.</returns>
    public async Task<string?> DumpAsync(string file, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await new FileStream(file, options).DisposeAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }

        var wrong = await RunAsync("pg_dump", ["--format=custom", "--schema=public", "--no-password", $"--file={file}"], ct);
        if (wrong is not null)
        {
            File.Delete(file);
        }

        return wrong;
    }

    /// <summary>
    /// Replaces what is in the database by a copy, in one transaction: all of it or nothing. The role has to own the tables that are there.
    /// </summary>
    /// <param name="file">The copy.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What went wrong, in a sentence, or null; and whether rights of roles were left out that this server does not
    /// know.</returns>
    public async Task<(string? Wrong, bool WithoutRights)> RestoreAsync(string file, CancellationToken ct)
    {
        var wrong = await RestoreAsync(file, rights: true, ct);
        // 42704: there is no such role here. Nothing was changed by this try.
        return wrong?.Contains("42704", StringComparison.Ordinal) is true
            ? (await RestoreAsync(file, rights: false, ct), true)
            : (wrong, false);
    }

    /// <summary>
    /// Says why a database must not be emptied for a rehearsal: it has tables, and no rehearsal put them there. One that may be is
    /// marked, so that what a process left that ended in the middle is known as what it is.
    /// </summary>
    public async Task<string?> RefusesToEmptyAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_connection.ConnectionString) { Pooling = false }.ConnectionString
        );
        try
        {
            await connection.OpenAsync(ct);
            await using var look = new NpgsqlCommand(
                "SELECT to_regnamespace('governance_drill') IS NULL AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = "
                    + "'public'::regnamespace AND c.relkind IN ('r', 'p'))",
                connection
            );
            if (await look.ExecuteScalarAsync(ct) is true)
            {
                return $"the database {_connection.Database} has tables that no drill made. "
                    + "Name an empty one, which each drill fills and empties.";
            }

            await using var mark = new NpgsqlCommand("CREATE SCHEMA IF NOT EXISTS governance_drill", connection);
            await mark.ExecuteNonQueryAsync(ct);
            return null;
        }
        catch (NpgsqlException e)
        {
            return $"the database cannot be used: {e.Message}";
        }
    }

    /// <summary>Removes everything the program made.</summary>
    /// <returns>What went wrong, in a sentence; null when nothing did.</returns>
    public Task<string?> EmptyAsync(CancellationToken ct)
    {
        NpgsqlConnection.ClearAllPools();
        return RunAsync("psql", [.. Script, $"--command={Empty}"], ct);
    }

    /// <summary>Sessions of others in the database.</summary>
    public async Task<int> OthersAsync(CancellationToken ct)
    {
        NpgsqlConnection.ClearAllPools(); // our own
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_connection.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            "SELECT COUNT(*)::int FROM pg_stat_activity WHERE datname = current_database() AND usesysid IS NOT NULL AND pid "
                + "<> pg_backend_pid()",
            connection
        );
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Whether the server's last attempt to archive its write-ahead log failed: nothing after it can be restored.</summary>
    public static Task<bool> IsArchivingStuckAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .Database.SqlQuery<bool>(
                $"SELECT COALESCE(last_failed_time > COALESCE(last_archived_time, '-infinity'), false) AS \"Value\" FROM pg_stat_archiver"
            )
            .SingleAsync(ct);
    }

    /// <summary>Rows of a table in a copy, which is read and not restored.</summary>
    /// <returns>How many; null when the copy cannot be read.</returns>
    public static async Task<long?> CountAsync(string file, string table, CancellationToken ct)
    {
        using var from = Make("pg_restore", ["--data-only", $"--table={table}", "--file=-", file]);
        if (Start(from) is not null)
        {
            return null;
        }

        try
        {
            from.StandardInput.Close();
            var errors = from.StandardError.ReadToEndAsync(ct);
            var (rows, isInside) = (0L, false);
            while (await from.StandardOutput.ReadLineAsync(ct) is { } line)
            {
                // A row is a line: what would end one inside a value is written as an escape.
                rows += isInside && line != @"\." ? 1 : 0;
                isInside = isInside ? line != @"\." : line.StartsWith("COPY ", StringComparison.Ordinal);
            }

            await from.WaitForExitAsync(ct);
            await errors;
            return from.ExitCode == 0 ? rows : null;
        }
        catch
        {
            from.Kill();
            throw;
        }
    }

    private static string[] Script =>
        [
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--set=VERBOSITY=verbose",
            "--no-password",
            "--output=/dev/null",
        ];

    private async Task<string?> RestoreAsync(string file, bool rights, CancellationToken ct)
    {
        NpgsqlConnection.ClearAllPools();
        // Anyone who restores owns it: roles of another server need not be here.
        List<string> read = ["--file=-", "--no-owner", "--schema=public", file];
        if (!rights)
        {
            read.Insert(0, "--no-privileges");
        }

        using var from = Make("pg_restore", read);
        using var to = MakeConnected("psql", [.. Script, $"--command={Empty}", "--file=-"]);
        if (Start(from) is { } noReader)
        {
            return noReader;
        }

        if (Start(to) is { } noWriter)
        {
            from.Kill();
            return noWriter;
        }

        try
        {
            var (readErrors, writeErrors) = (from.StandardError.ReadToEndAsync(ct), to.StandardError.ReadToEndAsync(ct));
            var unused = to.StandardOutput.BaseStream.CopyToAsync(Stream.Null, ct);
            try
            {
                await from.StandardOutput.BaseStream.CopyToAsync(to.StandardInput.BaseStream, ct);
            }
            catch (IOException)
            {
                from.Kill(); // psql ended: it says why
            }

            await from.WaitForExitAsync(ct);
            if (from.ExitCode != 0 && !to.HasExited)
            {
                // Half a copy must not be committed: psql would take its end for the end.
                to.Kill();
                await to.WaitForExitAsync(ct);
                return Sentence("pg_restore", await readErrors);
            }

            to.StandardInput.Close();
            await to.WaitForExitAsync(ct);
            await unused;
            return to.ExitCode == 0 ? null : Sentence("psql", await writeErrors);
        }
        catch
        {
            from.Kill();
            to.Kill();
            throw;
        }
    }

    private async Task<string?> RunAsync(string program, string[] arguments, CancellationToken ct)
    {
        using var process = MakeConnected(program, arguments);
        if (Start(process) is { } none)
        {
            return none;
        }

        try
        {
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
            await process.WaitForExitAsync(ct);
            await output;
            return process.ExitCode == 0 ? null : Sentence(program, await errors);
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    private static string Sentence(string program, string errors) => $"{program} reported: {errors.Trim()}";

    private static string? Start(Process process)
    {
        try
        {
            process.Start();
            return null;
        }
        catch (Win32Exception)
        {
            return $"{process.StartInfo.FileName} is not installed on this host. On Debian it is in the package postgresql-client, in the "
                + $"server's version or a later one.";
        }
    }

    private static Process Make(string program, IEnumerable<string> arguments) =>
        new()
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };

    private Process MakeConnected(string program, IEnumerable<string> arguments)
    {
        var process = Make(program, arguments);
        foreach (var (name, value) in Libpq().Where(v => !string.IsNullOrEmpty(v.Value)))
        {
            process.StartInfo.Environment[name] = value;
        }

        return process;
    }

    // Several hosts are one list here and two there.
    private IEnumerable<(string Name, string? Value)> Libpq()
    {
        var port = _connection.Port.ToString(CultureInfo.InvariantCulture);
        var hosts = (_connection.Host ?? "localhost")
            .Split(',')
            .Select(h => !h.StartsWith('/') && h.Split(':') is [var name, var own] ? (Name: name, Port: own) : (Name: h, Port: port))
            .ToList();
        yield return ("PGHOST", string.Join(',', hosts.Select(h => h.Name)));
        yield return ("PGPORT", string.Join(',', hosts.Select(h => h.Port)));
        yield return ("PGUSER", _connection.Username);
        yield return ("PGDATABASE", _connection.Database ?? _connection.Username);
        yield return ("PGPASSWORD", _connection.Password);
        yield return ("PGPASSFILE", _connection.Passfile);
        yield return ("PGSSLROOTCERT", _connection.RootCertificate);
        yield return ("PGSSLCERT", _connection.SslCertificate);
        yield return ("PGSSLKEY", _connection.SslKey);
        yield return ("PGTARGETSESSIONATTRS", hosts.Count > 1 ? "read-write" : null);
        yield return (
            "PGSSLMODE",
            _connection.SslMode switch
            {
                SslMode.Disable => "disable",
                SslMode.Allow => "allow",
                SslMode.Require => "require",
                SslMode.VerifyCA => "verify-ca",
                SslMode.VerifyFull => "verify-full",
                _ => "prefer",
            }
        );
    }
}
