using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>
/// Labels: files of late ones by the time they came, since what they are about is long over by nature. Of a model that never had any, the
/// windows that came with labels.
/// </summary>
internal sealed class LabelStream : IDataStream
{
    public string Name => "labels";

    public IReadOnlyCollection<MonitorKind> Monitors { get; } = [MonitorKind.Performance];

    public async Task<IReadOnlyList<DataArrivals>> ReadAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> models,
        CancellationToken ct
    )
    {
        var files = await ReadArrivals.OfAsync(
            db,
            models,
            db.LabelBatches.AsNoTracking()
                .Select(b => new DataArrival
                {
                    Model = b.Model,
                    Version = b.Version,
                    At = b.UploadedAt,
                    ReceivedAt = b.UploadedAt,
                }),
            ct
        );
        var withFiles = files.Select(f => f.Model).ToHashSet(StringComparer.Ordinal);
        var windows = await ReadArrivals.OfAsync(
            db,
            [.. models.Where(m => !withFiles.Contains(m))],
            db.Windows.AsNoTracking()
                .Where(w => w.Role == WindowRole.Current && w.Labelled > 0 && w.Repeats == null)
                .Select(w => new DataArrival
                {
                    Model = w.Model,
                    Version = w.Version,
                    At = w.End,
                    ReceivedAt = w.UploadedAt,
                }),
            ct
        );
        return [.. files, .. windows];
    }
}
