using System.Diagnostics.Metrics;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Observability;

/// <summary>
/// Connections to PostgreSQL, summed over the driver's pools. The driver names each pool by its connection string (host, database,
/// account), and a series without that name would be the last pool's alone.
/// </summary>
internal sealed class DatabasePool : IDisposable
{
    private const string Count = "db.client.connection.count";
    private const string Max = "db.client.connection.max";

    private readonly MeterListener _listener = new();
    private readonly Meter _meter;
    private readonly Lock _lock = new();
    private long _used;
    private long _idle;
    private long _max;

    public DatabasePool(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Npgsql" && instrument.Name is Count or Max)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
        _meter = meters.Create(PortalMeter.Name);
        _meter.CreateObservableGauge("governance.database.connections", Read, null, "Connections to PostgreSQL, in use or idle.");
        _meter.CreateObservableGauge("governance.database.connections.max", () => _max, null, "Maximum number of connections in the pool.");
    }

    /// <summary>The driver's own instruments that are left out for these.</summary>
    public static bool Replaces(string instrument) => instrument is Count or Max;

    public void Dispose() => _listener.Dispose();

    private IEnumerable<Measurement<long>> Read()
    {
        lock (_lock)
        {
            (_used, _idle, _max) = (0, 0, 0);
            _listener.RecordObservableInstruments();
            return
            [
                new(_used, new KeyValuePair<string, object?>("state", "used")),
                new(_idle, new KeyValuePair<string, object?>("state", "idle")),
            ];
        }
    }

    // Called while they are read, under the lock.
    private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instrument.Name == Max)
        {
            _max += value;
            return;
        }

        foreach (var (name, state) in tags)
        {
            if (name == "db.client.connection.state")
            {
                (_used, _idle) = Equals(state, "used") ? (_used + value, _idle) : (_used, _idle + value);
            }
        }
    }
}
