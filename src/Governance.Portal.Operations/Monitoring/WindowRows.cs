using System.Text.Json;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit.Records;
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

    /// <summary>Reads some segments of it in one pass.</summary>
    internal async Task<IReadOnlyList<Result<Table>>> ReadPartsAsync(
        MonitoringWindow window,
        IReadOnlyList<(RowFilter Where, TableSchema? Schema)> parts,
        CancellationToken ct
    ) =>
        parts.Count == 0 ? []
        : window.IsCounted ? [.. parts.Select(_ => (Result<Table>)SourceRefusals.RowsNotKept(window.Id))]
        : await analysis.ReadPartsAsync(
            async () => await store.OpenFileAsync(window.DataSha256, ct),
            ColumnsOf(window).ToRoles(),
            parts,
            ct
        );

    /// <summary>A table with late labels.</summary>
    /// <param name="Table">The table.</param>
    /// <param name="Files">Digests of the files that have labels of it, where it was not known before; null where it was.</param>
    internal sealed record Labelled(Table Table, IReadOnlyList<string>? Files);

    /// <summary>
    /// Joins late labels by decision id, oldest batch first. A table without ids stays as it is. Only files that have one of its ids are
    /// opened, however many there are: which those are is written down when labels come, and for files older than the window once.
    /// </summary>
    /// <exception cref="RecordAlteredException">What is written down of it is not what the log states.</exception>
    internal async Task<Labelled> WithLateLabelsAsync(MonitoringWindow window, Table table, CancellationToken ct) =>
        // What a lowered limit keeps from being read leaves its labels out, and no others.
        (await WithLabelsAsync(window, table, null, skipsUnreadable: true, ct)).Value;

    /// <summary>The same without one of the files.</summary>
    internal async Task<Result<Labelled>> WithLabelsAsync(
        MonitoringWindow window,
        Table table,
        string? without,
        bool skipsUnreadable,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(table);
        if (!table.Columns.OfType<KeyColumn>().Any())
        {
            return new Labelled(table, window.KnowsLabels ? null : []);
        }

        var roles = ColumnsOf(window).ToRoles();
        var (first, digests) = await FilesAsync(window, without, ct);
        var about = window.KnowsLabels ? digests : await decisions.MayContainAsync(digests, DecisionIds.Of(table), ct);
        // The first file names the column of the labels where the window has none, whether one of its labels is about it or not.
        if (first is not null && roles.LabelIn(table.SourceColumns) is null && (about.Count == 0 || about[0] != first))
        {
            about = [first, .. about];
        }

        var found = new List<string>();
        foreach (var digest in about)
        {
            await using var data = await store.OpenFileAsync(digest, ct);
            var labels = await analysis.ReadAsync(data, ColumnRoles.Default, null, ct);
            if (labels.Refusal is { } unreadable)
            {
                if (skipsUnreadable)
                {
                    found.Add(digest); // it may be read again, and then has labels of the window
                    continue;
                }

                return unreadable;
            }

            await decisions.LearnAsync(digest, DecisionIds.Of(labels.Value), ct);
            var joined = LateLabels.Join(table, labels.Value, roles);
            table = joined.Table;
            if (joined.Unmatched < labels.Value.RowCount)
            {
                found.Add(digest);
            }
        }

        return new Labelled(table, window.KnowsLabels ? null : found);
    }

    // The first file of the version, and those that are about a window or may be, in their order.
    private async Task<(string? First, IReadOnlyList<string> Digests)> FilesAsync(
        MonitoringWindow window,
        string? without,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (window.KnowsLabels)
        {
            await RecordIntegrity.EnsureAsync(
                db,
                [RecordsAsked.Of<WindowLabels>(nameof(WindowLabels.Window), window.Id).OrGoneUnder([window.Id.Number])],
                ct
            );
        }

        var batches = db.LabelBatches.Where(b => b.Model == window.Model && b.Version == window.Version && b.DataSha256 != without);
        var files = await batches
            .Where(b =>
                !window.KnowsLabels
                || b.Id == batches.Min(o => o.Id)
                || db.WindowLabels.Any(l => l.Window == window.Id && l.DataSha256 == b.DataSha256)
            )
            .OrderBy(b => b.Id)
            .Select(b => new
            {
                b.DataSha256,
                IsAbout = !window.KnowsLabels || db.WindowLabels.Any(l => l.Window == window.Id && l.DataSha256 == b.DataSha256),
            })
            .ToListAsync(ct);
        return (files.FirstOrDefault()?.DataSha256, [.. files.Where(f => f.IsAbout).Select(f => f.DataSha256)]);
    }
}
