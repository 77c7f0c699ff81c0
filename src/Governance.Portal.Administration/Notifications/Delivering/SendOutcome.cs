namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>What became of one try to send something.</summary>
/// <param name="Problem">What went wrong, without any secret; null when it arrived.</param>
/// <param name="ForGood">True when trying again is useless.</param>
/// <param name="Wait">How long the other side asked to wait.</param>
internal sealed record SendOutcome(string? Problem, bool ForGood = false, TimeSpan? Wait = null)
{
    /// <summary>It arrived.</summary>
    public static SendOutcome Arrived { get; } = new((string?)null);

    /// <summary>It need not be sent any more.</summary>
    public bool IsNeedless { get; private init; }

    /// <summary>It may have arrived; no one knows.</summary>
    public bool IsUnsure { get; private init; }

    public static SendOutcome Needless(string why) => new(why) { IsNeedless = true };

    public static SendOutcome Unsure(string why) => new(why) { IsUnsure = true };
}
