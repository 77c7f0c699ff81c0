using System.Diagnostics.Metrics;

namespace Governance.Portal.Kernel.Observability;

/// <summary>What is known of this node: its disks, its clock, its components, and whether its telemetry arrives.</summary>
public sealed class NodeGauges
{
    private readonly Gauge<long> _free;
    private readonly Gauge<long> _total;
    private readonly Gauge<double> _clock;
    private readonly Gauge<int> _otlp;
    private readonly Gauge<int> _impaired;

    internal NodeGauges(Meter meter)
    {
        _free = meter.CreateGauge<long>("governance.disk.free", "By", "Free bytes on the file system of store, keys or database.");
        _total = meter.CreateGauge<long>("governance.disk.size", "By", "Size of the file system of store, keys or database.");
        _clock = meter.CreateGauge<double>("governance.clock.offset", "s", "This node's clock minus the database's.");
        _otlp = meter.CreateGauge<int>("governance.otlp.up", null, "0 while the OTLP endpoint does not accept data.");
        _impaired = meter.CreateGauge<int>(
            "governance.component.impaired",
            null,
            "1 while a component of this node needs someone, as the page Health says."
        );
    }

    /// <summary>Whether a component of this node needs someone, as its page <em>Health</em> says.</summary>
    /// <param name="component">Its name there.</param>
    /// <param name="isImpaired">Someone has to act.</param>
    public void Component(string component, bool isImpaired) =>
        _impaired.Record(isImpaired ? 1 : 0, new KeyValuePair<string, object?>("component", component));

    /// <summary>Room of a file system.</summary>
    /// <param name="place"><c>store</c>, <c>keys</c> or <c>database</c>.</param>
    /// <param name="free">Free bytes.</param>
    /// <param name="total">Its size.</param>
    public void Disk(string place, long free, long total)
    {
        _free.Record(free, new KeyValuePair<string, object?>("place", place));
        _total.Record(total, new KeyValuePair<string, object?>("place", place));
    }

    /// <summary>How far this node's clock is from the database's.</summary>
    public void Clock(TimeSpan offset) => _clock.Record(offset.TotalSeconds);

    /// <summary>Whether the OTLP endpoint takes what is sent.</summary>
    public void Otlp(bool isUp) => _otlp.Record(isUp ? 1 : 0);
}
