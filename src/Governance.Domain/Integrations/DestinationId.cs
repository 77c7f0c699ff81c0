namespace Governance.Domain.Integrations;

/// <summary>Id of a destination: <c>DST-0001</c>.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct DestinationId(int Number) : IDisplayId<DestinationId>
{
    /// <inheritdoc/>
    public static string Prefix => "DST";

    /// <inheritdoc/>
    public static DestinationId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>How a destination takes events.</summary>
public enum DestinationKind
{
    /// <summary>By HTTPS, signed (Standard Webhooks).</summary>
    Webhook,

    /// <summary>By syslog over TCP or TLS.</summary>
    Syslog,
}

/// <summary>What an event looks like there.</summary>
public enum EventFormat
{
    /// <summary>CloudEvents 1.0, the whole event in the body.</summary>
    Structured,

    /// <summary>CloudEvents 1.0, its attributes in headers.</summary>
    Binary,

    /// <summary>ArcSight Common Event Format.</summary>
    Cef,

    /// <summary>Open Cybersecurity Schema Framework 1.8.0.</summary>
    Ocsf,

    /// <summary>Elastic Common Schema.</summary>
    Ecs,
}

/// <summary>Whether events go there.</summary>
public enum DestinationState
{
    /// <summary>Yes.</summary>
    Active,

    /// <summary>No: someone paused it. What comes waits in the log.</summary>
    Paused,

    /// <summary>No: it refused for good, or did not answer for days. What comes waits in the log.</summary>
    Disabled,

    /// <summary>Never again.</summary>
    Removed,
}

/// <summary>What became of an event.</summary>
public enum DeliveryState
{
    /// <summary>To be sent, or sent again.</summary>
    Waiting,

    /// <summary>Taken.</summary>
    Delivered,

    /// <summary>Not taken, and no longer tried.</summary>
    GivenUp,
}
