using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Whether Parquet can be read, and whether the processes that read it answer.</summary>
/// <param name="clock">Measures the last hour.</param>
public sealed class ParquetHealth(TimeProvider clock) : IHealthSource
{
    public string Subject => "Parquet reader";

    private readonly RecentCount _givenUp = new(clock);

    /// <summary>Whether the library is installed; asked each time, because it may be put there later.</summary>
    public Func<bool> IsInstalled { get; set; } = () => false;

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
        yield return !IsInstalled()
            ? HealthLine.Off(Subject, $"DuckDB's library is not installed, so Parquet is refused; CSV and NDJSON are read.", limit)
        : count == 0 ? HealthLine.Well(Subject, $"Parquet can be read.", limit)
        : HealthLine.Impaired(
            Subject,
            $"Files abandoned in the last hour: {Formats.Count(count)}. Ask senders for smaller row groups, and check the host's memory.",
            limit
        );
    }
}
