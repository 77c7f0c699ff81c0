using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Whether the processes that read Parquet answer.</summary>
/// <param name="clock">Measures the last hour.</param>
public sealed class ParquetHealth(TimeProvider clock) : IHealthSource
{
    public string Subject => "Parquet reader";

    private readonly RecentCount _givenUp = new(clock);

    /// <summary>How long a process may give no row.</summary>
    public TimeSpan Patience { get; set; }

    /// <summary>A process gave no row in time, or ended.</summary>
    public void GivenUp() => _givenUp.Add();

    /// <inheritdoc/>
    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        FormattableString limit =
            $"Each file is read in its own process with limited memory; the process ends after {Patience.TotalSeconds} seconds without a row.";
        var count = _givenUp.Count;
        if (count == 0)
        {
            yield return HealthLine.Well(Subject, $"Parquet can be read.", limit);
            yield break;
        }
        yield return HealthLine.Impaired(
            Subject,
            $"Files abandoned in the last hour: {Formats.Count(count)}. Ask senders for smaller row groups, and check the host's memory.",
            limit
        );
    }
}
