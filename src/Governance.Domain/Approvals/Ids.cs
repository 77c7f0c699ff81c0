namespace Governance.Domain.Approvals;

/// <summary>A request to move a model version to a stage.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct PromotionId(int Number) : IDisplayId<PromotionId>
{
    /// <inheritdoc/>
    public static string Prefix => "APR";

    /// <inheritdoc/>
    public static PromotionId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>One person's decision on one promotion.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct SignOffId(int Number) : IDisplayId<SignOffId>
{
    /// <inheritdoc/>
    public static string Prefix => "SGN";

    /// <inheritdoc/>
    public static SignOffId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>A signer's leave for someone else to sign in their name.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct DelegationId(int Number) : IDisplayId<DelegationId>
{
    /// <inheritdoc/>
    public static string Prefix => "DLG";

    /// <inheritdoc/>
    public static DelegationId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>An emergency override of the deployment gate.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct OverrideId(int Number) : IDisplayId<OverrideId>
{
    /// <inheritdoc/>
    public static string Prefix => "OVR";

    /// <inheritdoc/>
    public static OverrideId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
