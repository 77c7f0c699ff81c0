using System.Security.Claims;
using Governance.Data;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Administration.Notifications;

/// <summary>The inbox of the person who is signed in, for the bell.</summary>
internal sealed class PersonalInbox(ListNotifications list, MarkNotifications mark, ChangeFeed feed) : IShellInbox
{
    private const int Shown = 5;

    public async ValueTask<ShellInbox?> ReadAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var page = await list.NewestAsync(user.ToActor(), new(Unread: true, null), Shown, cancellationToken);
        return page.IsDone
            ? new ShellInbox(
                page.Value.Total,
                [.. page.Value.Items.Select(l => new ShellNews(l.First.Id, l.Title, l.First.Link, l.First.CreatedAt))]
            )
            : null;
    }

    public IDisposable Listen(ClaimsPrincipal user, Action changed) =>
        user.ToActor().User is { } person ? feed.Subscribe([Inbox.Of(person)], _ => changed()) : Nothing.Instance;

    public async ValueTask OpenedAsync(ClaimsPrincipal user, long id, CancellationToken cancellationToken) =>
        await mark.LineAsync(user.ToActor(), id, read: true, cancellationToken);

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose() { }
    }
}
