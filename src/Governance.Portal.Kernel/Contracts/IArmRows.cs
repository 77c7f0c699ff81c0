using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Sums up rows of both arms of an experiment that someone uploads, read as windows of monitors are: the same formats, limits and sentences
/// about faults. No row is kept.
/// </summary>
public interface IArmRows
{
    /// <summary>Reads and sums them up.</summary>
    /// <param name="experiment">The experiment, whose metrics are columns.</param>
    /// <param name="body">CSV or NDJSON, gzip or not, Parquet or Arrow.</param>
    /// <param name="actor">Who sends it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Counts and sums by metric; or what is wrong, with line or row.</returns>
    Task<Result<IReadOnlyList<ExperimentFigure>>> SumAsync(Experiment experiment, Stream body, Actor actor, CancellationToken ct);
}
