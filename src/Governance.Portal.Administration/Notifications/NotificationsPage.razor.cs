using System.Globalization;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Notifications;

/// <summary>A person's notifications. Filters and page number are in the address.</summary>
public sealed partial class NotificationsPage(ListNotifications list, MarkNotifications mark, ToastService toasts)
{
    private const int PageSize = 25;

    private static readonly IReadOnlyList<FilterChoice> s_choices =
    [
        new("state=all", "Show", "Unread and read"),
        .. KindRule.All.Select(r => new FilterChoice($"kind={WireName.Of(r.Kind)}", "About", r.About)),
    ];

    private readonly IReadOnlyList<FilterChoice> _choices = s_choices;
    private PageOf<NotificationLine>? _page;
    private Refusal? _refusal;
    private int _unread;
    private int _all;

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Actor.User is { } person ? Inbox.Of(person) : "inbox:nobody"];

    private bool ShowsAll => State == "all";

    private bool HasFilter => ShowsAll || !string.IsNullOrEmpty(Kind);

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private string Subtitle =>
        _unread switch
        {
            0 => "You have no unread notifications.",
            1 => "1 notification is unread.",
            _ => T["{0} notifications are unread.", Formats.Count(_unread)],
        };

    // Alerts of one model and window share a line. The bell counts notifications, so this does too, and says how many lines they take.
    private string? Total =>
        _page is null ? null
        : _page.Total == _all ? Formats.Count(_all)
        : T["{0} in {1}", Formats.Plural(_all, "notification"), Formats.Plural(_page.Total, "line")];

    private string Summary
    {
        get
        {
            var first = ((Number - 1) * PageSize) + 1;
            return T["{0} to {1} of {2}", Formats.Count(first), Formats.Count(first + _page!.Items.Count - 1), Formats.Count(_page.Total)];
        }
    }

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var filter = NotificationFilter.Parse(State, Kind);
        // An address that names no filter shows no lines; how many are unread stands there all the same.
        var asked = filter.IsDone ? filter.Value : new(Unread: true, null);
        var lines = await list.LinesAsync(Actor, asked, (Number - 1) * PageSize, PageSize, Gone);
        _refusal = filter.Refusal ?? lines.Refusal;
        (_page, _all, _unread) = lines.IsDone ? (lines.Value.Page, lines.Value.All, lines.Value.Unread) : (null, 0, 0);
    }

    private static bool IsUnread(NotificationLine line) => line.First.ReadAt is null || line.Members.Any(m => m.ReadAt is null);

    private static string KindWord(string kind) =>
        WireName.TryParse<NotificationKind>(kind, out var known) ? T.Word(KindRule.Of(known).About) : kind;

    // The link navigates at once, so marking as read must not be cancelled with this page (no Gone here).
    private async Task OpenedAsync(NotificationView item) => await mark.RunAsync(Actor, item.Id, read: true, CancellationToken.None);

    private async Task MarkAsync(NotificationLine line)
    {
        var (item, reads) = (line.First, IsUnread(line));
        if ((await mark.LineAsync(Actor, item.Id, reads, Gone)).Refusal is { } refusal)
        {
            toasts.ShowError(refusal.Words);
        }
        else if (reads)
        {
            toasts.ShowUndo(
                $"Marked as read.",
                $"Undone. It is unread again.",
                async () => (await mark.LineAsync(Actor, item.Id, read: false, CancellationToken.None)).Refusal?.Words
            );
        }

        await ReloadAsync();
    }

    private async Task ReadAllAsync()
    {
        var outcome = await mark.AllAsync(Actor, WireName.TryParse<NotificationKind>(Kind, out var kind) ? kind : null, Gone);
        if (outcome.Refusal is { } refusal)
        {
            toasts.ShowError(refusal.Words);
        }
        else
        {
            var marked = outcome.Value;
            toasts.ShowUndo(
                $"{Formats.Plural(marked.Count, "notification", "notifications")} marked as read.",
                $"Undone. They are unread again.",
                async () => (await mark.UndoAllAsync(Actor, marked.At, CancellationToken.None)).Refusal?.Words
            );
        }

        await ReloadAsync();
    }

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Restart("/notifications");

    private void Go(params (string Name, string? Value)[] values) => Navigation.Choose([.. values, ("page", null)]);

    private string PageHref(int number) => Navigation.With(("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture)));
}
