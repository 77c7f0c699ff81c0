using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>Windows of predictions, by the end of what they cover.</summary>
internal sealed class WindowStream : IDataStream
{
    public string Name => "windows";

    public IReadOnlyCollection<MonitorKind> Monitors { get; } =
    [MonitorKind.Drift, MonitorKind.ProtectedMix, MonitorKind.Fairness, MonitorKind.Quality];

    public Task<IReadOnlyList<DataArrivals>> ReadAsync(GovernanceDbContext db, IReadOnlyCollection<string> models, CancellationToken ct) =>
        ReadArrivals.OfAsync(
            db,
            models,
            db.Windows.AsNoTracking()
                // A file that came before for another period is no sign that new data comes.
                .Where(w => w.Role == WindowRole.Current && w.Repeats == null)
                .Select(w => new DataArrival
                {
                    Model = w.Model,
                    Version = w.Version,
                    At = w.End,
                    ReceivedAt = w.UploadedAt,
                }),
            ct
        );
}
