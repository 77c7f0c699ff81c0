using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// The versions whose monitoring counts, for every page that says so: those in production, and of a model that has none there all. What
/// was replaced says nothing of what serves. See docs/monitoring.md.
/// </summary>
public static class VersionsInUse
{
    /// <summary>What serves in production.</summary>
    /// <param name="db">A context.</param>
    /// <param name="at">At which instant; null for now.</param>
    public static IQueryable<Deployment> Serving(GovernanceDbContext db, DateTimeOffset? at = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        return at is { } then
            ? db.Deployments.Where(d => d.Stage == Stage.Production && d.Since <= then && (d.Until == null || d.Until > then))
            : db.Deployments.Where(d => d.Stage == Stage.Production && d.Until == null);
    }

    /// <summary>Windows of the versions in use that were compared with a reference.</summary>
    /// <param name="db">A context.</param>
    /// <param name="at">At which instant; null for now.</param>
    public static IQueryable<MonitoringWindow> Windows(GovernanceDbContext db, DateTimeOffset? at = null)
    {
        var serving = Serving(db, at);
        return Windows(db.Windows, serving);
    }

    /// <summary>Of each model the newest of them: several only where several end at once.</summary>
    /// <param name="db">A context.</param>
    /// <param name="at">At which instant; null for now.</param>
    public static IQueryable<MonitoringWindow> NewestWindows(GovernanceDbContext db, DateTimeOffset? at = null) => Newest(Windows(db, at));

    /// <summary>The same of some models, now; of the others nothing is read.</summary>
    /// <param name="db">A context.</param>
    /// <param name="models">Their names.</param>
    public static IQueryable<MonitoringWindow> NewestWindows(GovernanceDbContext db, IReadOnlyCollection<string> models)
    {
        ArgumentNullException.ThrowIfNull(db);
        return Newest(Windows(db.Windows.Where(w => models.Contains(w.Model)), Serving(db).Where(d => models.Contains(d.Model))));
    }

    private static IQueryable<MonitoringWindow> Windows(IQueryable<MonitoringWindow> windows, IQueryable<Deployment> serving) =>
        windows.Where(w =>
            w.Role == WindowRole.Current
            && (serving.Any(d => d.Model == w.Model && d.Version == w.Version) || !serving.Any(d => d.Model == w.Model))
        );

    private static IQueryable<MonitoringWindow> Newest(IQueryable<MonitoringWindow> used) =>
        used.Where(w => !used.Any(o => o.Model == w.Model && o.End > w.End));
}
