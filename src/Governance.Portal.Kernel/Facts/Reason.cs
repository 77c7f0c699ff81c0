using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Why something stands as it does: one cause, what was measured of it, and since when.</summary>
/// <param name="Cause">What it is, by the name that people gave it: a column of the data.</param>
/// <param name="Measure">What was measured of it, as the drift JSON names it: <c>psi</c>.</param>
/// <param name="Value">The value in the newest window; null where it has none.</param>
/// <param name="Verdict">The verdict in the newest window, as the drift JSON has it.</param>
/// <param name="Since">When the data begins that show it, without an interruption until now.</param>
public sealed record Reason(string Cause, string Measure, double? Value, string Verdict, DateTimeOffset Since);

/// <summary>
/// What drove the drift of a version: the columns that drift in its newest window, in the one order (<see cref="DriftRanking"/>). The
/// story, the pages and the documents read it here, so that they name the same causes; what is stable is never among them.
/// </summary>
public static class DriftReasons
{
    /// <summary>Since when is told by this many windows at most: as many as the page of a monitor shows.</summary>
    public const int MaxWindows = 60;

    // A field, so that the verdicts stand in the statement: the index of what drifts is found by them.
    private static readonly IReadOnlyList<string> s_verdicts = DriftRanking.Verdicts;

    /// <summary>The reasons of versions, the first first; none while nothing drifts. Two statements for any number of versions.</summary>
    /// <param name="db">Where windows are.</param>
    /// <param name="versions">The versions.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<ILookup<(string Model, string Version), Reason>> OfAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<(string Model, string Version)> versions,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(versions);
        if (versions.Count == 0)
        {
            return Array.Empty<Reason>().ToLookup(_ => ("", ""));
        }

        // The pairs themselves: models and names apart would name versions that no one asked for. Neither has an "@" in its name.
        List<string> models = [.. versions.Select(v => v.Model).Distinct(StringComparer.Ordinal)];
        List<string> pairs = [.. versions.Select(v => ModelName.Of(v.Model, v.Version)).Distinct(StringComparer.Ordinal)];
        var newest = db
            .Versions.Where(v => models.Contains(v.Model) && pairs.Contains(v.Model + "@" + v.Version))
            .SelectMany(v =>
                db.Windows.Where(w => w.Model == v.Model && w.Version == v.Version && w.Role == WindowRole.Current && w.ReferenceId != null)
                    .OrderByDescending(w => w.Start)
                    .ThenByDescending(w => w.End)
                    .Take(MaxWindows)
            );
        var windows = await newest
            .Select(w => new
            {
                w.Id,
                w.Model,
                w.Version,
                w.Start,
                w.End,
            })
            .ToListAsync(ct);
        var drifting = (
            await newest
                .Join(db.FeatureDrifts.Where(f => s_verdicts.Contains(f.Verdict)), w => w.Id, f => f.Window, (_, f) => f)
                .AsNoTracking()
                .ToListAsync(ct)
        ).ToLookup(f => f.Window);
        return windows
            .GroupBy(w => (w.Model, w.Version))
            .SelectMany(g =>
                Of([
                        .. g.OrderByDescending(w => w.Start)
                            .ThenByDescending(w => w.End)
                            .Select(w => (w.Start, (IEnumerable<FeatureDrift>)drifting[w.Id])),
                    ])
                    .Select(reason => (g.Key, Reason: reason))
            )
            .ToLookup(r => r.Key, r => r.Reason);
    }

    /// <summary>The same from what was read already.</summary>
    /// <param name="windows">Windows of one version with their columns, the newest first.</param>
    public static IReadOnlyList<Reason> Of(IReadOnlyList<(DateTimeOffset Start, IEnumerable<FeatureDrift> Columns)> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return windows.Count == 0
            ? []
            :
            [
                .. windows[0]
                    .Columns.Drifting(c => (c.Name, c.Verdict, c.Psi))
                    .Select(c => new Reason(c.Name, "psi", c.Psi, c.Verdict, Since(windows, c.Name))),
            ];
    }

    private static DateTimeOffset Since(IReadOnlyList<(DateTimeOffset Start, IEnumerable<FeatureDrift> Columns)> windows, string column) =>
        windows.TakeWhile(w => w.Columns.Any(c => c.Name == column && DriftRanking.IsDrift(c.Verdict))).Last().Start;
}
