using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>Figures that are sent again and again: those of the business, or measures of an assistant's evaluations.</summary>
internal sealed class FigureStream(MonitorKind kind) : IDataStream
{
    public string Name => kind is MonitorKind.Evaluation ? "evaluations" : "figures";

    public IReadOnlyCollection<MonitorKind> Monitors { get; } = [kind];

    public Task<IReadOnlyList<DataArrivals>> ReadAsync(GovernanceDbContext db, IReadOnlyCollection<string> models, CancellationToken ct) =>
        ReadArrivals.OfAsync(
            db,
            models,
            db.BusinessFigures.AsNoTracking()
                .Where(f =>
                    db.Monitors.Any(m => m.Model == f.Model && m.Kind == kind && m.Target == f.Name && m.IsEnabled)
                    // Of figures that came together, one.
                    && !db.BusinessFigures.Any(o =>
                        o.Model == f.Model
                        && o.Version == f.Version
                        && o.End == f.End
                        && o.Id < f.Id
                        && db.Monitors.Any(m => m.Model == o.Model && m.Kind == kind && m.Target == o.Name && m.IsEnabled)
                    )
                )
                .Select(f => new DataArrival
                {
                    Model = f.Model,
                    Version = f.Version,
                    At = f.End,
                    ReceivedAt = f.StoredAt,
                }),
            ct
        );
}
