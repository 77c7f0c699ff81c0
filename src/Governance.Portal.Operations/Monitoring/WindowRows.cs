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
public sealed class WindowRows(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store, WindowAnalysis analysis)
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

    /// <summary>Joins late labels by decision id, oldest batch first. A table without ids stays as it is.</summary>
    public async Task<Table> WithLateLabelsAsync(MonitoringWindow window, Table table, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(table);
        if (!table.Columns.OfType<KeyColumn>().Any())
        {
            return table;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var digests = await db
            .LabelBatches.Where(b => b.Model == window.Model && b.Version == window.Version)
            .OrderBy(b => b.Id)
            .Select(b => b.DataSha256)
            .ToListAsync(ct);
        var roles = ColumnsOf(window).ToRoles();
        foreach (var digest in digests)
        {
            await using var data = await store.OpenFileAsync(digest, ct);
            if (await analysis.ReadAsync(data, ColumnRoles.Default, null, ct) is { IsDone: true } labels)
            {
                table = LateLabels.Join(table, labels.Value, roles).Table;
            }
        }

        return table;
    }
}
