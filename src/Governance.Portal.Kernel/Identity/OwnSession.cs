namespace Governance.Portal.Kernel.Identity;

/// <summary>An open session.</summary>
/// <param name="Hash">Its stored id.</param>
/// <param name="Role">The role in force.</param>
/// <param name="Method">How it was opened.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="LastSeenAt">When it was last used.</param>
/// <param name="IsThis">True for the one that asks.</param>
/// <param name="Browser">The browser in words, as far as it is known.</param>
/// <param name="Network">The network it was opened from, never the whole address.</param>
public sealed record OwnSession(
    string Hash,
    string? Role,
    string Method,
    DateTimeOffset OpenedAt,
    DateTimeOffset LastSeenAt,
    bool IsThis,
    string? Browser = null,
    string? Network = null
);
