namespace Governance.Portal.Kernel.Organisations;

/// <summary>
/// The time zone of the organisation, as this node knows it. It is read at the start and whenever the organisation changes, so that
/// everything that decides or shows a day can ask for it without a statement.
/// </summary>
public sealed class OrganisationZone
{
    private volatile TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <summary>The zone; UTC until it was read.</summary>
    public TimeZoneInfo Zone
    {
        get => _zone;
        set => _zone = value ?? throw new ArgumentNullException(nameof(value));
    }
}

/// <summary>
/// The clock of the portal: another clock's time, in the time zone of the organisation. Its local day is the day that contracts,
/// certificates and records end on, and the zone of those who chose none.
/// </summary>
public sealed class OrganisationClock(TimeProvider time, OrganisationZone organisation) : TimeProvider
{
    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => organisation.Zone;

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
