namespace Governance.Domain.Gates;

/// <summary>A waiver of one rule for one version.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct WaiverId(int Number) : IDisplayId<WaiverId>
{
    /// <inheritdoc/>
    public static string Prefix => "WVR";

    /// <inheritdoc/>
    public static WaiverId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>A proposed change of a policy.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct PolicyProposalId(int Number) : IDisplayId<PolicyProposalId>
{
    /// <inheritdoc/>
    public static string Prefix => "PCR";

    /// <inheritdoc/>
    public static PolicyProposalId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
