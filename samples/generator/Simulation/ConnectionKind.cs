namespace Governance.Samples.Simulation;

/// <summary>What one kind of traffic looks like: medians of log-normal quantities, shares and habits.</summary>
internal sealed record ConnectionKind(
    string Name,
    bool Attack,
    double Duration,
    double BytesOut,
    double BytesIn,
    double Connections,
    double Ports,
    double FailedShare,
    double Entropy,
    double OffHours,
    double AgeDays,
    (string Value, double Weight)[] Services,
    (string Value, double Weight)[] States
);
