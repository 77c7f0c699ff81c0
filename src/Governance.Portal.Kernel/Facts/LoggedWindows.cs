using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Windows that the log says were stored of a version after the one that decides. A window whose row was taken away, given to another
/// version or made older leaves an earlier one to decide; the log still names it.
/// </summary>
public static class LoggedWindows
{
    /// <summary>Action of the entries that state that a window was stored.</summary>
    public const string Stored = "window.stored";

    /// <summary>Asks for the rows of those windows; none of them may be gone.</summary>
    /// <param name="db">The action's context.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="newest">The window that decides; null where none does.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<RecordsAsked> AfterAsync(
        GovernanceDbContext db,
        string model,
        string version,
        WindowId? newest,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var name = ModelName.Of(model, version);
        // Nothing was measured of a version before it was registered.
        var (action, subject) = newest is { } known ? (Stored, known.ToString()) : ("version.registered", name);
        var subjects = await LogSearch.SubjectsAsync(db, Stored, "version", name, (action, subject), ct);
        var ids = subjects.Select(s => DisplayId.TryParse<WindowId>(s, out var id) ? id : (WindowId?)null).OfType<WindowId>().ToList();
        return RecordsAsked
            .Of<MonitoringWindow>(nameof(MonitoringWindow.Id), ids.Select(id => (object)id))
            .OrGone(ids.Select(id => new object[] { id.Number }));
    }
}
