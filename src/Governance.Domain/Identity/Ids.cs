namespace Governance.Domain.Identity;

/// <summary>A person with an account.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct UserId(int Number) : IDisplayId<UserId>
{
    /// <inheritdoc/>
    public static string Prefix => "USR";

    /// <inheritdoc/>
    public static UserId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>A key with which a pipeline calls the API.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ApiKeyId(int Number) : IDisplayId<ApiKeyId>
{
    /// <inheritdoc/>
    public static string Prefix => "KEY";

    /// <inheritdoc/>
    public static ApiKeyId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
