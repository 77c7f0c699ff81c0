using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Administration.Overview.Subscriptions;
using Governance.Portal.Kernel.Localisation;
using Governance.Portal.Tests.Approvals;
using static Governance.Portal.Kernel.Localisation.Texts;

namespace Governance.Portal.Tests.Notifications;

/// <summary>Everyone is written to in the language they chose; what people named stays as they wrote it.</summary>
public sealed class GermanMailTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignOffAsked_IsInTheLanguageOfEachReader()
    {
        await using var server = await MailServer.StartAsync(Ct);
        await using var scene = await MailTests.SceneAsync(server.Port);
        await SpeakGermanAsync(scene);
        await scene.RequestAsync();
        await NotificationsApiTests.ToldAsync(scene);
        await MailTests.SendAllAsync(scene);

        var german = MailTo(server, "legal@test.example");
        Assert.Equal("Fraud scorer 1.4.0 für Produktion unterzeichnen: Recht", MailTests.Subject(german));
        var plain = MailTests.Part(german, "text/plain");
        Assert.Contains("Fällig am ", plain, StringComparison.Ordinal);
        Assert.Contains("Sie erhalten dies wegen Ihrer Rolle im Governance Portal.", plain, StringComparison.Ordinal);
        Assert.Contains(
            "Benachrichtigungseinstellungen: https://governance.example/account/notifications",
            plain,
            StringComparison.Ordinal
        );
        Assert.Contains("<html lang=\"de\">", MailTests.Part(german, "text/html"), StringComparison.Ordinal);
        Assert.Contains(">APR-0001 &#xF6;ffnen</a>", MailTests.Part(german, "text/html"), StringComparison.Ordinal);

        var english = MailTo(server, "security@test.example");
        Assert.Equal("Sign Fraud scorer 1.4.0 for production as security approver", MailTests.Subject(english));
        Assert.Contains(
            "Notification settings: https://governance.example/account/notifications",
            MailTests.Part(english, "text/plain"),
            StringComparison.Ordinal
        );
        Assert.Contains("<html lang=\"en\">", MailTests.Part(english, "text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reminder_And_Digest_AreInGerman_AndEnglishOnesAreNot()
    {
        await using var server = await MailServer.StartAsync(Ct);
        await using var scene = await MailTests.SceneAsync(server.Port);
        await SpeakGermanAsync(scene);
        foreach (var person in new[] { scene.Legal, scene.Security })
        {
            Assert.True(
                (
                    await scene
                        .Get<ChangePreferences>()
                        .RunAsync(person, new(Mail: new Dictionary<string, string> { ["sign-off-asked"] = "digest" }), null, Ct)
                ).IsDone
            );
        }

        await scene.RequestAsync();
        await NotificationsApiTests.ToldAsync(scene);
        scene.Clock.Advance(TimeSpan.FromHours(60));
        await scene.Get<RemindPeople>().RunAsync(Ct);
        await scene.Get<PruneInboxes>().CollectAsync(Ct);
        await MailTests.SendAllAsync(scene);

        var german = server.Mails.Where(m => m.Contains("To: legal@test.example", StringComparison.Ordinal)).ToList();
        var digest = Assert.Single(german, m => MailTests.Subject(m) == "1 Benachrichtigung");
        Assert.Contains(
            "Ihre tägliche Sammel-Mail des Governance Portals.",
            MailTests.Part(digest, "text/plain"),
            StringComparison.Ordinal
        );
        var reminder = Assert.Single(german, m => MailTests.Subject(m) == "Fraud scorer 1.4.0 für Produktion unterzeichnen: Recht");
        Assert.Contains("Fällig am ", MailTests.Part(reminder, "text/plain"), StringComparison.Ordinal);
        var english = server.Mails.Where(m => m.Contains("To: security@test.example", StringComparison.Ordinal)).ToList();
        Assert.Single(english, m => MailTests.Subject(m) == "1 notification");
        Assert.Single(english, m => MailTests.Subject(m) == "Sign Fraud scorer 1.4.0 for production as security approver");
    }

    [Fact]
    public async Task MailedDashboard_IsInGerman_AndItsFileInEnglish()
    {
        await using var server = await MailServer.StartAsync(Ct);
        await using var scene = await MailTests.SceneAsync(server.Port);
        await SpeakGermanAsync(scene);
        // It is 09:00 UTC.
        foreach (var person in new[] { scene.Legal, scene.Security })
        {
            Assert.True(
                (
                    await scene
                        .Get<ChangeSubscriptions>()
                        .CreateAsync(person, new SubscriptionBody("sponsor", "30d", Cadence: "daily", Hour: 12, TimeZone: "Etc/UTC"), Ct)
                ).IsDone
            );
        }

        scene.Clock.Advance(TimeSpan.FromHours(3));
        await scene.Get<DueDashboards>().RunAsync(Ct);
        await MailTests.SendAllAsync(scene);

        var german = MailTo(server, "legal@test.example");
        Assert.Equal("Dashboard Sponsor, alle Modelle", MailTests.Subject(german));
        Assert.Contains("application/pdf", german, StringComparison.Ordinal);
        var html = System.Net.WebUtility.HtmlDecode(MailTests.Part(german, "text/html"));
        Assert.Contains("<th scope=\"col\" align=\"left\">Kennzahl</th>", html, StringComparison.Ordinal);
        Assert.Contains("Sie haben dieses Dashboard im Governance Portal abonniert.", html, StringComparison.Ordinal);
        var english = MailTo(server, "security@test.example");
        Assert.Equal("Sponsor dashboard, all models", MailTests.Subject(english));
        Assert.Contains("<th scope=\"col\" align=\"left\">Figure</th>", MailTests.Part(english, "text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public void EverySentenceOfNotifications_IsThereInGerman()
    {
        using var german = Languages.Use("de");
        var listener = new Listener();
        string[] whats =
        [
            "",
            "review",
            "retention",
            "drill",
            "requested",
            "granted",
            "refused",
            "revoked",
            "expired",
            "approved",
            "rejected",
            "withdrawn",
            "reopened",
            "failed",
            "ready",
            "role.granted",
            "role.revoked",
            "role.scope-changed",
            "user.locked",
            "user.unlocked",
            "user.link-sent",
            "user.password-set",
            "passkey.registered",
            "passkey.removed",
            "password.changed",
            "codes.set-up",
            "codes.removed",
            "recovery-codes.renewed",
            "user.codes-reset",
            "session.opened",
            "key.created",
            "artifact.altered",
            "artifact.missing",
            "log-key.rotated",
            "log.continued",
            "channel.tested",
            "channel.given-up",
            "database.restored",
            "log.unreadable",
        ];
        foreach (var kind in Enum.GetValues<NotificationKind>())
        {
            foreach (var stage in Enum.GetValues<NotificationStage>())
            {
                foreach (var what in whats)
                {
                    var words = new[]
                    {
                        "thing",
                        "due",
                        "slot",
                        "rule",
                        "field",
                        "level",
                        "value",
                        "severity",
                        "before",
                        "days",
                        "reference",
                        "hours",
                        "score",
                        "appetite",
                        "obligation",
                        "report",
                        "role",
                        "for",
                    }.ToDictionary(w => w, w => w == "due" ? "2026-11-20T16:05:00Z" : w, StringComparer.Ordinal);
                    words["what"] = what;
                    NotificationTexts.Of(kind, stage, "APR-0001", words, TimeZoneInfo.Utc, listener);
                }
            }
        }

        Assert.DoesNotContain(
            listener.Sentences,
            s => s.Replace("{0}", "", StringComparison.Ordinal).Any(char.IsLetter) && T.Current!.Find(s) is null
        );
    }

    [Fact]
    public void Names_AreNeverTranslated()
    {
        using var german = Languages.Use("de");
        // A model and a risk called like words of ours.
        var words = new Dictionary<string, string>
        {
            ["thing"] = "Overview",
            ["for"] = "production",
            ["slot"] = "legal approver",
            ["due"] = "2026-11-20T16:05:00Z",
        };

        var text = NotificationTexts.Of(
            NotificationKind.SignOffAsked,
            NotificationStage.New,
            "APR-0001",
            words,
            TimeZoneInfo.Utc,
            PageNotificationRenderer.Instance
        );

        Assert.Equal(("Overview für Produktion unterzeichnen: Recht", "Fällig am Fr, 20. Nov. 16:05 UTC."), (text.Title, text.Detail));
        words = new Dictionary<string, string>
        {
            ["thing"] = "Fraud scorer 1.4.0",
            ["rule"] = "drift",
            ["field"] = "Value",
            ["level"] = "Alert",
            ["value"] = "PSI 0.33",
        };
        text = NotificationTexts.Of(
            NotificationKind.AlertRaised,
            NotificationStage.New,
            "ALR-0001",
            words,
            TimeZoneInfo.Utc,
            PageNotificationRenderer.Instance
        );
        Assert.Equal(("ALR-0001: Drift (Value), Fraud scorer 1.4.0", "Alarm, PSI 0,33."), (text.Title, text.Detail));
    }

    [Fact]
    public void ChannelMessages_AreInEnglish_WhateverIsInForce()
    {
        using var german = Languages.Use("de");
        var message = new ChannelMessage(
            "sign-off-asked",
            "new",
            "normal",
            "APR-0001",
            "m",
            "/",
            DateTimeOffset.UnixEpoch,
            new()
            {
                ["thing"] = "Fraud scorer 1.4.0",
                ["for"] = "production",
                ["slot"] = "legal approver",
                ["due"] = "2026-11-20T16:05:00Z",
            }
        );

        Assert.Equal(
            new NotificationText("Sign Fraud scorer 1.4.0 for production as legal approver", "Due Fri 20 Nov 16:05 UTC."),
            message.ToText()
        );
    }

    private static async Task SpeakGermanAsync(ApprovalsScene scene) =>
        Assert.True((await scene.Get<ChangePreferences>().SpeakAsync(scene.Legal, "de", Ct)).IsDone);

    private static string MailTo(MailServer server, string address) =>
        Assert.Single(server.Mails, m => m.Contains($"To: {address}", StringComparison.Ordinal));

    private sealed class Listener : NotificationRenderer
    {
        public HashSet<string> Sentences { get; } = new(StringComparer.Ordinal);

        public override string Say(FormattableString sentence)
        {
            Sentences.Add(sentence.Format);
            return base.Say(sentence);
        }
    }
}
