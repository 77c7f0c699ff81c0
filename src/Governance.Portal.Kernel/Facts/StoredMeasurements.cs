using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Windows, files of labels and business figures by their ids, whether they count or not.</summary>
public static class StoredMeasurements
{
    /// <summary>The one of this id, tracked; null when there is none.</summary>
    public static async Task<Measurement?> FindAsync(GovernanceDbContext db, MeasurementRef id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (window, number) = (new WindowId((int)id.Number), id.Number);
        return id.Kind switch
        {
            MeasurementKind.Window => await db.AllWindows.SingleOrDefaultAsync(w => w.Id == window, ct),
            MeasurementKind.Labels => await db.AllLabelBatches.SingleOrDefaultAsync(b => b.Id == number, ct),
            MeasurementKind.Figure => await db.AllBusinessFigures.SingleOrDefaultAsync(f => f.Id == number, ct),
        };
    }

    /// <summary>The same of a version; null when it has none of this id.</summary>
    public static async Task<Measurement?> FindAsync(
        GovernanceDbContext db,
        string model,
        string version,
        MeasurementRef id,
        CancellationToken ct
    ) => await FindAsync(db, id, ct) is { } found && found.Model == model && found.Version == version ? found : null;

    /// <summary>Its row, to have it compared with the log.</summary>
    public static RecordsAsked RowOf(MeasurementRef id) =>
        id.Kind switch
        {
            MeasurementKind.Window => RecordsAsked.Of<MonitoringWindow>(nameof(MonitoringWindow.Id), new WindowId((int)id.Number)),
            MeasurementKind.Labels => RecordsAsked.Of<LabelBatch>(nameof(LabelBatch.Id), id.Number),
            MeasurementKind.Figure => RecordsAsked.Of<BusinessFigure>(nameof(BusinessFigure.Id), id.Number),
        };

    /// <summary>Why there is none.</summary>
    public static Refusal NotFound(MeasurementRef id) =>
        id.Kind is MeasurementKind.Window ? MonitoringRefusals.WindowNotFound : MonitoringRefusals.MeasurementNotFound;

    /// <summary>What the log calls it: the beginning of the actions about it.</summary>
    public static string NounOf(MeasurementKind kind) =>
        kind switch
        {
            MeasurementKind.Window => "window",
            MeasurementKind.Labels => "labels",
            MeasurementKind.Figure => "figure",
        };
}
