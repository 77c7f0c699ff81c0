using System.Text.Json;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Reads the stored rows of a window again, with the labels that became known since.</summary>
public sealed class WindowRows(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ContentStore store,
    WindowAnalysis analysis,
    DecisionIds decisions
)
{
    /// <summary>What the columns of a stored window are.</summary>
    public static WindowColumns ColumnsOf(MonitoringWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return JsonSerializer.Deserialize<WindowColumns>(window.OptionsJson, JsonSerializerOptions.Web)!;
    }

    /// <summary>Reads it.</summary>
    /// <param name="window">The window.</param>
    /// <param name="where">Rows to keep; null keeps all.</param>
    /// <param name="schema">Column types of the reference; null to infer them.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Table>> ReadAsync(MonitoringWindow window, RowFilter? where, TableSchema? schema, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(window);
        if (window.IsCounted)
        {
            return SourceRefusals.RowsNotKept(window.Id);
        }

        await using var data = await store.OpenFileAsync(window.DataSha256, ct);
        return await analysis.ReadAsync(data, ColumnsOf(window).ToRoles(), schema, ct, where);
    }

    /// <summary>
    /// Joins late labels by decision id, oldest batch first. A table without ids stays as it is. Only files that can have one of its ids
    /// are
    /// opened, however many there are.
    /// </summary>
    public async Task<Table> WithLateLabelsAsync(MonitoringWindow window, Table table, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(table);
        if (!table.Columns.OfType<KeyColumn>().Any())
        {
            return table;
        }

        List<string> digests;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            digests = await db
                .LabelBatches.Where(b => b.Model == window.Model && b.Version == window.Version)
                .OrderBy(b => b.Id)
                .Select(b => b.DataSha256)
                .ToListAsync(ct);
        }

        // What a lowered limit keeps from being read leaves its labels out, and no others.
        return (await WithLabelsAsync(table, ColumnsOf(window).ToRoles(), digests, skipsUnreadable: true, ct)).Value;
    }

    /// <summary>Joins the labels of those files that can have one of the table's ids, in the order of the files.</summary>
    internal async Task<Result<Table>> WithLabelsAsync(
        Table table,
        ColumnRoles roles,
        IReadOnlyList<string> digests,
        bool skipsUnreadable,
        CancellationToken ct
    )
    {
        var ids = digests.Count == 0 ? [] : DecisionIds.Of(table);
        var about = await decisions.MayContainAsync(digests, ids, ct);
        // The first file names the column of the labels where the window has none, whether one of its labels is about it or not.
        if (digests.Count > 0 && roles.LabelIn(table.SourceColumns) is null && (about.Count == 0 || about[0] != digests[0]))
        {
            about = [digests[0], .. about];
        }

        foreach (var digest in about)
        {
            await using var data = await store.OpenFileAsync(digest, ct);
            var labels = await analysis.ReadAsync(data, ColumnRoles.Default, null, ct);
            if (labels.Refusal is { } unreadable)
            {
                if (skipsUnreadable)
                {
                    continue;
                }

                return unreadable;
            }

            await decisions.LearnAsync(digest, DecisionIds.Of(labels.Value), ct);
            table = LateLabels.Join(table, labels.Value, roles).Table;
        }

        return table;
    }
}
