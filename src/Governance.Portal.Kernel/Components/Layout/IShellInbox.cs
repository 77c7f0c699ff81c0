using System.Security.Claims;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>What waits to be read by the person at the page: the bell of the top bar shows it.</summary>
public interface IShellInbox
{
    /// <summary>What there is now; null for someone who has no inbox.</summary>
    ValueTask<ShellInbox?> ReadAsync(ClaimsPrincipal user, CancellationToken cancellationToken);

    /// <summary>Calls back, on any thread, when it has changed; until disposed.</summary>
    IDisposable Listen(ClaimsPrincipal user, Action changed);

    /// <summary>The person opened one from the bell.</summary>
    ValueTask OpenedAsync(ClaimsPrincipal user, long id, CancellationToken cancellationToken);
}

/// <summary>An inbox in short.</summary>
/// <param name="Unread">How many were not read; of many only that there are more than a hundred.</param>
/// <param name="Newest">The newest of them.</param>
public sealed record ShellInbox(int Unread, IReadOnlyList<ShellNews> Newest);

/// <summary>One line of it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Title">What it says.</param>
/// <param name="Href">Where it leads.</param>
/// <param name="At">When it happened.</param>
public sealed record ShellNews(long Id, string Title, string Href, DateTimeOffset At);
