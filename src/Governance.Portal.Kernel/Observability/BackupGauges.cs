using System.Diagnostics.Metrics;

namespace Governance.Portal.Kernel.Observability;

/// <summary>What is known of backups, of the database where another tool copies it, and of restore drills.</summary>
public sealed class BackupGauges
{
    private readonly Gauge<double> _age;
    private readonly Gauge<int> _failed;
    private readonly Gauge<int> _wanting;

    internal BackupGauges(Meter meter)
    {
        _age = meter.CreateGauge<double>(
            "governance.backup.age",
            "s",
            "Time since the last success of a backup, of the other tool's copy of the database, or of a restore drill; without one, since "
                + "the log began."
        );
        _failed = meter.CreateGauge<int>("governance.backup.failed", null, "1 if the last attempt failed, or WAL is not being archived.");
        _wanting = meter.CreateGauge<int>("governance.backup.wanting", null, "1 if it failed, is late, was never made or is not known.");
    }

    /// <summary>One of them was looked at.</summary>
    /// <param name="of"><c>backup</c>, <c>database</c> or <c>drill</c>.</param>
    /// <param name="age">Time since the last success, or since the log began.</param>
    /// <param name="failed">The last attempt failed.</param>
    /// <param name="wanting">Someone has to act.</param>
    public void Looked(string of, TimeSpan age, bool failed, bool wanting)
    {
        var label = new KeyValuePair<string, object?>("of", of);
        _age.Record(Math.Max(0, age.TotalSeconds), label);
        _failed.Record(failed ? 1 : 0, label);
        _wanting.Record(wanting ? 1 : 0, label);
    }
}
