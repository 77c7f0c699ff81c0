using System.Diagnostics.Metrics;

namespace Governance.Portal.Kernel.Observability;

/// <summary>What is known of the audit log, its checkpoints and those who keep them outside.</summary>
public sealed class LogGauges
{
    private readonly Gauge<long> _entries;
    private readonly Gauge<long> _unsigned;
    private readonly Gauge<double> _checkpointAge;
    private readonly Gauge<int> _damaged;
    private readonly Gauge<int> _keyAway;
    private readonly Gauge<int> _writesRefused;
    private readonly Gauge<long> _outsideLag;
    private readonly Gauge<double> _outsideAge;
    private readonly Gauge<int> _outsideFailures;

    internal LogGauges(Meter meter)
    {
        _entries = meter.CreateGauge<long>("governance.log.entries", null, "Entries in the audit log.");
        _unsigned = meter.CreateGauge<long>("governance.log.unsigned", null, "Entries that no signed checkpoint covers yet.");
        _checkpointAge = meter.CreateGauge<double>("governance.log.checkpoint.age", "s", "Time since the newest checkpoint was signed.");
        _damaged = meter.CreateGauge<int>("governance.log.damaged", null, "1 if the log or stored records are known to be altered.");
        _keyAway = meter.CreateGauge<int>("governance.log.key.away", null, "1 while the key that signs checkpoints does not answer.");
        _writesRefused = meter.CreateGauge<int>(
            "governance.writes.refused",
            null,
            "1 while this node refuses every write; /writez says why."
        );
        _outsideLag = meter.CreateGauge<long>(
            "governance.log.outside.lag",
            null,
            "Signed entries that an anchor or witness does not have yet."
        );
        _outsideAge = meter.CreateGauge<double>(
            "governance.log.outside.age",
            "s",
            "Time since an anchor or witness last accepted a checkpoint; -1: never."
        );
        _outsideFailures = meter.CreateGauge<int>(
            "governance.log.outside.failures",
            null,
            "Consecutive failed attempts to send an anchor or witness a checkpoint."
        );
    }

    /// <summary>The log and its newest checkpoint.</summary>
    /// <param name="entries">Entries.</param>
    /// <param name="signed">Entries that the newest checkpoint covers.</param>
    /// <param name="age">Time since it was signed; null before the first.</param>
    public void Signed(long entries, long signed, TimeSpan? age)
    {
        _entries.Record(entries);
        _unsigned.Record(Math.Max(0, entries - signed));
        if (age is { } since)
        {
            _checkpointAge.Record(since.TotalSeconds);
        }
    }

    /// <summary>What this process knows of its health.</summary>
    /// <param name="damaged">The log or a stored record is not what was signed.</param>
    /// <param name="keyAway">The key that signs does not answer.</param>
    public void Health(bool damaged, bool keyAway)
    {
        _damaged.Record(damaged ? 1 : 0);
        _keyAway.Record(keyAway ? 1 : 0);
    }

    /// <summary>Whether this node refuses every write, for any reason.</summary>
    public void Writes(bool areRefused) => _writesRefused.Record(areRefused ? 1 : 0);

    /// <summary>An anchor or a witness.</summary>
    /// <param name="keeper">Which one by its place in the configuration, as <c>anchor 1</c>: its name may hold an address.</param>
    /// <param name="lag">Entries of the newest checkpoint that it lacks.</param>
    /// <param name="age">Time since it last took one; null: never.</param>
    /// <param name="failures">Failed attempts in a row.</param>
    public void Kept(string keeper, long lag, TimeSpan? age, int failures)
    {
        var label = new KeyValuePair<string, object?>("keeper", keeper);
        _outsideLag.Record(Math.Max(0, lag), label);
        _outsideAge.Record(age?.TotalSeconds ?? -1, label);
        _outsideFailures.Record(failures, label);
    }
}
