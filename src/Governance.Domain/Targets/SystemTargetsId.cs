namespace Governance.Domain.Targets;

/// <summary>A version of the appetite and targets of an AI system.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct SystemTargetsId(int Number) : IDisplayId<SystemTargetsId>
{
    /// <inheritdoc/>
    public static string Prefix => "TGT";

    /// <inheritdoc/>
    public static SystemTargetsId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
