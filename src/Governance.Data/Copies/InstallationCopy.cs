using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Data.Copies;

/// <summary>
/// Moves an installation's database to the other kind of database. It can be ended at any moment and goes on where it was; no program
/// starts on the target before both sides were compared.
/// </summary>
/// <param name="source">Contexts of the source.</param>
/// <param name="target">Contexts of the target.</param>
/// <param name="from">Connection string of the source.</param>
/// <param name="to">Connection string of the target.</param>
public sealed class InstallationCopy(
    IDbContextFactory<GovernanceDbContext> source,
    IDbContextFactory<GovernanceDbContext> target,
    string from,
    string to
)
{
    /// <summary>Rows written in one transaction; smaller in tests.</summary>
    public int Batch { get; init; } = 5_000;

    /// <summary>Copies and compares.</summary>
    /// <param name="announce">Called before a copy that is not begun yet: what it writes to the source is copied too.</param>
    /// <param name="say">Told how far it is, in sentences.</param>
    /// <param name="ct">Stops; the next run goes on.</param>
    /// <exception cref="CopyException">Refused: the message says why. The source was not changed, nor what stood in the target.</exception>
    public async Task<CopyResult> RunAsync(Func<Task> announce, Func<string, Task> say, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(announce);
        if (DataServices.KindOf(from) == DataServices.KindOf(to))
        {
            throw new CopyException("Both databases are of the same kind: use db backup and db restore.");
        }

        var tables = await ReadAsync(ct);
        await LookAsync(from, ct);
        var begun = await BegunAsync(ct);
        if (begun is null)
        {
            await announce();
        }

        ClosePools();
        await using var read = CopySide.Of(from);
        await read.HoldAsync(reads: true, ct);
        var name = await DatabaseCopy.NameAsync(read, ct);
        if (begun is not null && begun != name)
        {
            throw new CopyException(
                "The target holds an unfinished copy of another database, or of an earlier state of the source. Empty the "
                    + "target and start again."
            );
        }

        await MakeAsync(begun is null ? name : null, ct);
        await using var written = CopySide.Of(to);
        await written.HoldAsync(reads: false, ct);
        await written.MarkAsync(ct);
        var copy = new DatabaseCopy(tables, read, written, say) { Batch = Batch };
        await copy.WriteAsync(ct);
        await say("Comparing all rows of both databases");
        var (findings, digest) = await copy.CompareAsync(ct);
        var entries = await DatabaseCopy.SizeAsync(read, ct);
        await read.EnsureUntouchedAsync(entries, ct);
        if (findings.Count == 0)
        {
            await written.EndAsync(ct);
        }

        return new CopyResult(findings, digest, tables.Count, entries);
    }

    private async Task<IReadOnlyList<CopyTable>> ReadAsync(CancellationToken ct)
    {
        await using var db = await source.CreateDbContextAsync(ct);
        if (!await db.Database.CanConnectAsync(ct))
        {
            throw new CopyException($"{DataServices.Describe(from)} cannot be opened.");
        }

        await SchemaVersions.EnsureUpgradableAsync(db, ct);
        if ((await SchemaVersions.PendingAsync(db, ct)).Count > 0)
        {
            throw new CopyException($"{DataServices.Describe(from)} has an older schema: run db migrate on it first.");
        }

        return CopyPlan.Of(db);
    }

    // Before anything is written to the source.
    private static async Task LookAsync(string connectionString, CancellationToken ct)
    {
        ClosePools();
        await using var side = CopySide.Of(connectionString);
        await side.HoldAsync(reads: true, ct);
    }

    // The source that a copy into the target was begun of; null for an empty target.
    private async Task<string?> BegunAsync(CancellationToken ct)
    {
        if (DataServices.FileOf(to) is { } file)
        {
            MakePrivate(file);
        }

        ClosePools();
        await using var side = CopySide.Of(to);
        await side.HoldAsync(reads: false, ct);
        return await side.StateAsync(ct) switch
        {
            (false, _) => null,
            (true, true) => await side.TextAsync($"SELECT \"Source\" FROM \"{CopySide.Progress}\" WHERE \"Table\" = ''", ct) ?? "",
            _ => throw new CopyException(
                $"{DataServices.Describe(to)} is not empty, so nothing was changed. Name a database without tables."
            ),
        };
    }

    // The note first, so that a target whose tables are half made is known for what it is.
    private async Task MakeAsync(string? name, CancellationToken ct)
    {
        if (name is not null)
        {
            await using var side = CopySide.Of(to);
            await side.HoldAsync(reads: false, ct);
            await side.BeginAsync(name, ct);
        }

        await using (var db = await target.CreateDbContextAsync(ct))
        {
            if (!(await SchemaVersions.AppliedAsync(db, ct)).Contains(CopySide.Marker, StringComparer.Ordinal))
            {
                await SchemaVersions.MigrateAsync(db, ct);
            }
        }

        ClosePools();
    }

    private static void ClosePools()
    {
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
    }

    private static void MakePrivate(string file)
    {
        if (!Directory.Exists(Path.GetDirectoryName(file)))
        {
            throw new CopyException($"The folder {Path.GetDirectoryName(file)} does not exist.");
        }

        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            new FileStream(file, options).Dispose();
        }
    }
}
