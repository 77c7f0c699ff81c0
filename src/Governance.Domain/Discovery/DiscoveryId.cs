namespace Governance.Domain.Discovery;

/// <summary>Something that a scan found.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct DiscoveryId(int Number) : IDisplayId<DiscoveryId>
{
    /// <inheritdoc/>
    public static string Prefix => "DSC";

    /// <inheritdoc/>
    public static DiscoveryId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
