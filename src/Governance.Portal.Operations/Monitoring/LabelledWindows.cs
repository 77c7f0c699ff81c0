using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// Measures windows again when labels come or are taken out: those that can have one of their decisions, what those are compared with, and
/// with the other labels of both.
/// </summary>
public sealed class LabelledWindows(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ContentStore store,
    WindowAnalysis analysis,
    WindowRows rows,
    DecisionIds decisions
)
{
    /// <summary>What a window is with other labels than before.</summary>
    /// <param name="Performance">Its performance.</param>
    /// <param name="Found">How many of the labels are about it.</param>
    /// <param name="Files">Digests of the files that have labels of it, where it was not known yet; null where it was.</param>
    internal sealed record Again(StoredPerformance Performance, long Found, IReadOnlyList<string>? Files);

    /// <summary>What was measured, and of how much: whoever records it makes sure that nothing came between.</summary>
    /// <param name="Windows">Windows of the version.</param>
    /// <param name="Batches">Files of labels that count.</param>
    /// <param name="Matched">Labels that found their decision.</param>
    /// <param name="Changed">The windows that they are about.</param>
    internal sealed record Measured(int Windows, int Batches, long Matched, IReadOnlyDictionary<WindowId, Again> Changed)
    {
        /// <summary>True when a file or a window came or went meanwhile.</summary>
        public async Task<bool> IsOvertakenAsync(GovernanceDbContext db, string model, string version, CancellationToken ct) =>
            Windows != await db.Windows.CountAsync(w => w.Model == model && w.Version == version, ct)
            || Batches != await db.LabelBatches.CountAsync(b => b.Model == model && b.Version == version, ct);
    }

    /// <summary>Measures them.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Name of the version.</param>
    /// <param name="labels">The labels that come, or that are taken out.</param>
    /// <param name="without">Digest of the file that is taken out; null for one that comes.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<Result<Measured>> MeasureAsync(string model, string version, Table labels, string? without, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var batches = await db.LabelBatches.CountAsync(b => b.Model == model && b.Version == version, ct);
        var windows = await db
            .Windows.AsNoTracking()
            .Where(w => w.Model == model && w.Version == version)
            .OrderBy(w => w.Id)
            .ToListAsync(ct);
        var about = (
            await decisions.MayContainAsync([.. windows.Where(w => !w.IsCounted).Select(w => w.DataSha256)], DecisionIds.Of(labels), ct)
        ).ToHashSet(StringComparer.Ordinal);
        var measured = new Dictionary<WindowId, Again>();
        // What was approved with the version, or judges live traffic, is not measured anew by whoever sends labels.
        if (without is null && await ReferenceHold.TakesTwoAsync(db, model, version, ct))
        {
            foreach (var reference in windows.Where(w => w.Role is WindowRole.Reference))
            {
                measured[reference.Id] = new Again(StoredPerformance.FromJson(reference.PerformanceJson)!, 0, null);
            }
        }

        foreach (var window in windows.Where(w => about.Contains(w.DataSha256)))
        {
            var before = window.ReferenceId is { } id ? windows.Find(w => w.Id == id) : null;
            foreach (var one in new[] { before, window }.OfType<MonitoringWindow>().Where(w => !measured.ContainsKey(w.Id)))
            {
                if (await AgainAsync(one, labels, without, measured, ct) is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return new Measured(
            windows.Count,
            batches,
            measured.Values.Sum(m => m.Found),
            measured.Where(m => m.Value.Found > 0).ToDictionary(m => m.Key, m => m.Value)
        );
    }

    /// <summary>Writes down what was measured; the monitors look again at the windows that changed.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="came">Digest of a file that came; null for one that is taken out.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The windows.</returns>
    internal static async Task<IReadOnlyList<MonitoringWindow>> RecordAsync(
        ActionContext context,
        Measured measured,
        string? came,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var ids = measured.Changed.Keys.ToList();
        var touched = await db.Windows.Where(w => ids.Contains(w.Id)).OrderBy(w => w.Id).ToListAsync(ct);
        foreach (var window in touched)
        {
            var again = measured.Changed[window.Id];
            window.Measure(again.Performance.Record.Labelled ?? 0, again.Performance.ToJson());
            await LearnAsync(db, window, [.. again.Files ?? [], .. came is null ? [] : new[] { came }], again.Files is not null, ct);
        }

        // Their monitors look again: what was unknown then may be a breach now.
        var current = touched.Where(w => w.Role is WindowRole.Current).Select(w => w.Id).ToList();
        foreach (var evaluation in await db.WindowEvaluations.Where(e => current.Contains(e.Window)).ToListAsync(ct))
        {
            evaluation.Ask(context.Now);
        }

        return touched;
    }

    /// <summary>Remembers which files have labels of a window.</summary>
    /// <param name="db">The action's context.</param>
    /// <param name="window">The window, tracked.</param>
    /// <param name="files">Digests of the files.</param>
    /// <param name="all">True when these are all there are.</param>
    /// <param name="ct">Cancels.</param>
    internal static async Task LearnAsync(
        GovernanceDbContext db,
        MonitoringWindow window,
        IReadOnlyList<string> files,
        bool all,
        CancellationToken ct
    )
    {
        var known = await db.WindowLabels.Where(l => l.Window == window.Id).Select(l => l.DataSha256).ToListAsync(ct);
        db.WindowLabels.AddRange(
            files
                .Distinct(StringComparer.Ordinal)
                .Except(known, StringComparer.Ordinal)
                .Select(f => new WindowLabels { Window = window.Id, DataSha256 = f })
        );
        if (all)
        {
            window.LearnLabels();
        }
    }

    // Adds a window as it is with these labels, or without them, to what was measured.
    private async Task<Refusal?> AgainAsync(
        MonitoringWindow window,
        Table labels,
        string? without,
        Dictionary<WindowId, Again> measured,
        CancellationToken ct
    )
    {
        var kept = new Again(StoredPerformance.FromJson(window.PerformanceJson)!, 0, null);
        if (window.IsCounted)
        {
            // The rows stayed at their source: there are no decision ids to join.
            measured[window.Id] = kept;
            return null;
        }

        var roles = WindowRows.ColumnsOf(window).ToRoles();
        await using var data = await store.OpenFileAsync(window.DataSha256, ct);
        var read = await analysis.ReadAsync(data, roles, null, ct);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        await decisions.LearnAsync(window.DataSha256, DecisionIds.Of(read.Value), ct);
        if (!read.Value.Columns.OfType<KeyColumn>().Any())
        {
            // Without decision ids nothing can be joined; the window keeps what it has.
            measured[window.Id] = kept;
            return null;
        }

        try
        {
            var before = await rows.WithLabelsAsync(window, read.Value, without, skipsUnreadable: without is not null, ct);
            if (before.Refusal is { } unreadable)
            {
                return unreadable;
            }

            // Of labels that are taken out it only counts how many are about the window.
            var joined = LateLabels.Join(before.Value.Table, labels, roles);
            var reference = window.ReferenceId is { } id && measured.TryGetValue(id, out var compared) ? compared.Performance : null;
            var performance = WindowAnalysis.Measure(without is null ? joined.Table : before.Value.Table, roles, reference);
            if (performance.Refusal is { } unusable)
            {
                return unusable;
            }

            measured[window.Id] = new Again(performance.Value, labels.RowCount - joined.Unmatched, before.Value.Files);
            return null;
        }
        catch (TabularFormatException e)
        {
            return MonitoringRefusals.BadData(Sentence.Ours(e.Message));
        }
    }
}
