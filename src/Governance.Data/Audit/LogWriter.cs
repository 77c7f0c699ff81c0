using System.Data.Common;
using System.Text;
using Governance.Data.Audit.Records;
using Governance.Domain.Audit;

namespace Governance.Data.Audit;

/// <summary>
/// Writes what a save adds to the log by one command, under the log's lock: its entries, the subtrees they complete, and the seals of the
/// rows they state. Every other writer waits meanwhile.
/// </summary>
internal static class LogWriter
{
    // More than that, as an upgrade may have, goes in several commands.
    private const int MaxRows = 200;

    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateException">The database refused them.</exception>
    public static async Task WriteAsync(GovernanceDbContext db, LogAddition addition, RowSeals seals, CancellationToken ct)
    {
        await using var open = await OpenCommands.OfAsync(db, ct);
        DbCommand? command = null;
        var (sql, rows) = (new StringBuilder(), 0);
        try
        {
            foreach (var part in Parts(db, addition, seals))
            {
                command ??= open.Command();
                part.Add(command, sql);
                rows += part.Rows;
                if (rows >= MaxRows)
                {
                    await SendAsync();
                }
            }

            await SendAsync();
        }
        finally
        {
            if (command is not null)
            {
                await command.DisposeAsync();
            }
        }

        async Task SendAsync()
        {
            if (command is not null)
            {
                command.Say(sql.ToString());
                await RowInserts.RunAsync(command, ct);
                await command.DisposeAsync();
                command = null;
                sql.Clear();
                rows = 0;
            }
        }
    }

    private static IEnumerable<(int Rows, Action<DbCommand, StringBuilder> Add)> Parts(
        GovernanceDbContext db,
        LogAddition addition,
        RowSeals seals
    )
    {
        foreach (var part in seals.Written.Chunk(MaxRows))
        {
            yield return (part.Length, (command, sql) => RecordReader.Seal(command, sql, part));
        }

        foreach (var part in seals.Gone.Chunk(MaxRows))
        {
            yield return (part.Length, (command, sql) => RecordReader.Unseal(command, sql, part));
        }

        foreach (var part in addition.Entries.Chunk(MaxRows))
        {
            yield return (part.Length, (command, sql) => RowInserts.Of<AuditEntry>(db).Add(command, sql, part));
        }

        foreach (var part in addition.Nodes.Chunk(MaxRows))
        {
            yield return (part.Length, (command, sql) => RowInserts.Of<AuditNode>(db).Add(command, sql, part));
        }
    }
}

/// <summary>What a save adds to the log.</summary>
/// <param name="Entries">Its entries.</param>
/// <param name="Nodes">Subtrees these complete.</param>
internal sealed record LogAddition(IReadOnlyList<AuditEntry> Entries, IReadOnlyList<AuditNode> Nodes);
