using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Governance.Data;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Notifications;

/// <summary>The bell and the list, as people see them.</summary>
public sealed class BellTests : ComponentTest
{
    private readonly BunitAuthorizationContext _authorization;
    private ApprovalsScene? _scene;

    public BellTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Add<ListNotifications>();
        Add<MarkNotifications>();
        Add<ChangePreferences>();
        Add<ChangeFeed>();
        Services.AddScoped<ToastService>();
        Services.AddScoped<CurrentActor>();
        Services.AddSingleton<IShellInbox>(_ => _scene!.Get<IShellInbox>());
        _authorization = AddAuthorization();
        _authorization.SetAuthorized("reader");
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bell_SignOffAsked_CountsWithoutBeingLoadedAgain()
    {
        await StartAsync();
        var cut = Render<NotificationBell>();
        var bell = cut.ByRole("button", "Notifications");
        string Description() => cut.Find("#" + bell.GetAttribute("aria-describedby")).TextContent;
        Assert.Equal("No unread notifications", Description());

        await _scene!.RequestAsync();
        await NotificationsApiTests.ToldAsync(_scene);

        cut.WaitForAssertion(() => Assert.Equal("1 unread", Description()));
        Assert.Equal(
            "/approvals/APR-0001",
            cut.ByRole("link", "Sign Fraud scorer 1.4.0 for production as legal approver").GetAttribute("href")
        );

        await _scene.Get<MarkNotifications>().AllAsync(_scene.Legal, null, Ct);
        cut.WaitForAssertion(() => Assert.Equal("No unread notifications", Description()));
    }

    [Fact]
    public async Task Page_MarkedAsRead_LeavesTheUnreadList()
    {
        await StartAsync();
        await _scene!.RequestAsync();
        await NotificationsApiTests.ToldAsync(_scene);
        var cut = Render<NotificationsPage>();
        cut.ByRole("heading", "Notifications");
        Assert.Contains("1 notification is unread.", cut.Markup, StringComparison.Ordinal);

        await cut.ByRole("button", "Mark as read: Sign Fraud scorer 1.4.0 for production as legal approver").ClickAsync(new());

        cut.WaitForAssertion(() => Assert.Contains("No unread notifications.", cut.Markup, StringComparison.Ordinal));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/notifications?state=all");
        cut.WaitForAssertion(() => cut.ByRole("button", "Mark as unread: Sign Fraud scorer 1.4.0 for production as legal approver"));
    }

    [Fact]
    public async Task AlertsOfOneModelAndWindow_AreOneLineThatOpens_AndAreReadTogether()
    {
        await StartAsync();
        await using (var db = await _scene!.Portal.Databases.CreateDbContextAsync(Ct))
        {
            string[] metrics = ["False negative rate", "AUC", "Precision"];
            foreach (var (metric, i) in metrics.Select((m, i) => (m, i)))
            {
                db.Add(Alert(i, metric, "2026-11-19T0000"));
            }

            db.Add(Alert(7, "Recall", "2026-11-12T0000"));
            await db.SaveChangesAsync(Ct);
        }

        var bell = Render<NotificationBell>();
        bell.ByRole("link", "3 alerts in the window from Thu 19 Nov 00:00 UTC · Fraud scorer 1.4.0");
        Assert.Equal("4 unread", bell.Find("#bell-count").TextContent);

        var cut = Render<NotificationsPage>();
        cut.WaitForAssertion(() => Assert.Equal(2, cut.FindAll(".inbox > li").Count));
        Assert.Equal("4 notifications are unread.", cut.Find(".page-subtitle").TextContent);
        Assert.Equal("4 notifications in 2 lines", cut.Find(".card-note").TextContent);
        Assert.Equal(
            [
                "Precision 38.7 %, worse than the reference · Fraud scorer 1.4.0",
                "AUC 38.7 %, worse than the reference · Fraud scorer 1.4.0",
                "False negative rate 38.7 %, worse than the reference · Fraud scorer 1.4.0",
            ],
            cut.FindAll("details a").Select(a => a.TextContent.Replace('\u202f', ' ').Replace('\u00a0', ' '))
        );
        cut.ByRole("link", "Recall 38.7 %, worse than the reference · Fraud scorer 1.4.0");

        var line = cut.Find("summary").TextContent;
        await cut.ByRole("button", $"Mark as read: {line}").ClickAsync(new());

        cut.WaitForAssertion(() => Assert.Single(cut.FindAll(".inbox > li")));
        Assert.Equal("1", cut.Find(".card-note").TextContent);
        Assert.Equal(1, (await _scene.Get<ListNotifications>().CountUnreadAsync(_scene.Legal, Ct)).Value);
    }

    [Fact]
    public async Task Bell_OfSomeoneWithHundredsUnread_SaysThereAreMoreThanItCounts_AndNamesEveryMatter()
    {
        await StartAsync();
        await using (var db = await _scene!.Portal.Databases.CreateDbContextAsync(Ct))
        {
            db.Add(Alert(0, "Recall", "2026-11-12T0000"));
            await db.SaveChangesAsync(Ct);
            db.AddRange(Enumerable.Range(1, 250).Select(n => Alert(n, $"Metric {n}", "2026-11-19T0000")));
            await db.SaveChangesAsync(Ct);
        }

        var bell = Render<NotificationBell>();

        Assert.Equal("99+", bell.Find(".bell-count").GetAttribute("data-count"));
        Assert.Equal("More than 99 unread", bell.Find("#bell-count").TextContent);
        Assert.Equal(
            [
                "250 alerts in the window from Thu 19 Nov 00:00 UTC · Fraud scorer 1.4.0",
                "Recall 38.7 %, worse than the reference · Fraud scorer 1.4.0",
            ],
            bell.FindAll(".bell-news").Select(a => a.TextContent.Replace('\u202f', ' ').Replace('\u00a0', ' '))
        );
    }

    [Fact]
    public async Task Bell_OfAGroupThatGoesFurtherBackThanItsLines_CountsAllOfIt()
    {
        await StartAsync();
        await using (var db = await _scene!.Portal.Databases.CreateDbContextAsync(Ct))
        {
            db.AddRange(Enumerable.Range(1, 30).Select(n => Alert(n, $"Metric {n}", "2026-11-19T0000")));
            await db.SaveChangesAsync(Ct);
            db.Add(Alert(31, "Recall", "2026-11-12T0000"));
            await db.SaveChangesAsync(Ct);
        }

        var bell = Render<NotificationBell>();

        Assert.Equal("31 unread", bell.Find("#bell-count").TextContent);
        Assert.Equal(
            [
                "Recall 38.7 %, worse than the reference · Fraud scorer 1.4.0",
                "30 alerts in the window from Thu 19 Nov 00:00 UTC · Fraud scorer 1.4.0",
            ],
            bell.FindAll(".bell-news").Select(a => a.TextContent.Replace('\u202f', ' ').Replace('\u00a0', ' '))
        );
    }

    [Fact]
    public async Task Page_AllMarkedAsRead_IsUndoneFromTheMessage_ForThoseAlone()
    {
        await StartAsync();
        await _scene!.RequestAsync();
        await NotificationsApiTests.ToldAsync(_scene);
        var cut = Render<NotificationsPage>();
        await _scene.Get<MarkNotifications>().AllAsync(_scene.Security, null, Ct);
        await cut.ByRole("button", "Mark all as read").ClickAsync(new());
        var toasts = Services.GetRequiredService<ToastService>();
        cut.WaitForAssertion(() => Assert.Equal("1 notification marked as read.", Assert.Single(toasts.Toasts).Text.ToString()));
        _scene.Clock.Advance(TimeSpan.FromSeconds(3));

        await toasts.Toasts[0].Action!.RunAsync();

        Assert.Equal(1, (await _scene.Get<ListNotifications>().CountUnreadAsync(_scene.Legal, Ct)).Value);
        Assert.Equal(0, (await _scene.Get<ListNotifications>().CountUnreadAsync(_scene.Security, Ct)).Value);
        Assert.Contains(toasts.Toasts, toast => toast.Text.ToString() == "Undone. They are unread again.");
    }

    [Fact]
    public async Task Preferences_Saved_AreKept_AndQuietHoursNeedTwoEnds()
    {
        await StartAsync();
        var cut = Render<PreferencesPage>();
        Assert.Contains("This portal sends no e-mail", cut.Markup, StringComparison.Ordinal);

        cut.Find("#quiet-from").Change("22");
        await cut.Find("form").SubmitAsync();
        cut.WaitForAssertion(() => Assert.Equal("notification.quiet-not-valid", cut.Find("[role=alert]").GetAttribute("data-code")));

        cut.Find("#quiet-until").Change("7");
        await cut.Find("form").SubmitAsync();
        cut.WaitForAssertion(() => Assert.Empty(cut.FindAll("[role=alert]")));
        var kept = (await _scene!.Get<ChangePreferences>().GetAsync(_scene.Legal, Ct)).Value;
        Assert.Equal((22, 7, 1), (kept.QuietFrom, kept.QuietUntil, kept.Revision));
    }

    private Notification Alert(int number, string metric, string window) =>
        Notification.Of(
            new NotificationEvent(NotificationKind.AlertRaised, $"ALR-000{number + 1}", $"alert/ALR-000{number + 1}")
            {
                Link = $"/monitoring/fraud-scorer?tab=alerts&began={window}",
                Parameters = new Dictionary<string, string>
                {
                    ["thing"] = "Fraud scorer 1.4.0",
                    ["found"] = "performance",
                    ["field"] = metric,
                    ["level"] = "Alert",
                    ["value"] = "38.7 %",
                    ["window"] = window[..10] + "T00:00:00Z",
                },
            },
            _scene!.Legal.User!.Value,
            forDigest: false,
            Clock.GetUtcNow()
        );

    private protected override PortalFactory? Running => _scene?.Portal;

    private async Task StartAsync()
    {
        _scene = await ApprovalsScene.CreateAsync();
        await NotificationsApiTests.ToldAsync(_scene);
        var legal = _scene.Legal;
        _authorization.SetClaims(
            new Claim(PortalClaims.User, legal.User!.Value.Number.ToString(CultureInfo.InvariantCulture)),
            new Claim(PortalClaims.Role, legal.Role!),
            new Claim(PortalClaims.Session, legal.Session!)
        );
    }

    private void Add<T>()
        where T : class => Services.AddSingleton(_ => _scene!.Get<T>());
}
