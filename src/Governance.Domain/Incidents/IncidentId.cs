namespace Governance.Domain.Incidents;

/// <summary>An incident.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct IncidentId(int Number) : IDisplayId<IncidentId>
{
    /// <inheritdoc/>
    public static string Prefix => "INC";

    /// <inheritdoc/>
    public static IncidentId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
