namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Below this path an API key may also come as user name or password of <c>Basic</c>: some clients know nothing else. Features register
/// theirs.
/// </summary>
/// <param name="Root">The path.</param>
public sealed record BasicKeyPath(string Root);
