using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Localisation;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Administration.Overview.Subscriptions;
using Governance.Portal.Tests.Approvals;
using static Governance.Localisation.Texts;

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
        Assert.Contains("Sie erhalten diese E-Mail aufgrund Ihrer Rolle im Governance Portal.", plain, StringComparison.Ordinal);
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
            "Ihre tägliche Sammel-E-Mail aus dem Governance Portal.",
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
            "backup.late",
            "backup.rehearsal-late",
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

        Assert.Equal("Overview für Produktion unterzeichnen: Recht", text.Title);
        Assert.Equal("Fällig am Fr, 20.\u00A0Nov. 16:05 UTC.", text.Detail);
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

    [Theory]
    [InlineData(
        AlertRule.Performance,
        "fnr",
        0.387,
        "False negative rate 38.7 %, worse than the reference",
        "Falsch-negativ-Rate 38,7 %, schlechter als die Referenz"
    )]
    [InlineData(
        AlertRule.Performance,
        "auc where region = north",
        0.71,
        "AUC (region = north) 0.710, worse than the reference",
        "AUC (region = north) 0,710, schlechter als die Referenz"
    )]
    [InlineData(AlertRule.Drift, "bytes_out", 0.334, "Drift of bytes_out (PSI 0.33)", "Drift von bytes_out (PSI 0,33)")]
    [InlineData(
        AlertRule.ProtectedMix,
        "sex",
        0.3,
        "Population shift in a protected attribute: sex (PSI 0.30)",
        "Verschiebung bei einem geschützten Merkmal: sex (PSI 0,30)"
    )]
    [InlineData(
        AlertRule.Fairness,
        "sex",
        0.131,
        "Results differ by sex: gap of 13.1 percentage points",
        "Ergebnisse unterscheiden sich nach sex um 13,1 Prozentpunkte"
    )]
    [InlineData(AlertRule.Quality, "*", 3.0, "Data quality: 3 checks failed", "Datenqualität: 3 Prüfungen nicht bestanden")]
    [InlineData(
        AlertRule.Business,
        "chargebackRate",
        1.5,
        "Chargeback rate is 1.50, outside its limits",
        "Chargeback rate liegt mit 1,50 außerhalb der Grenzwerte"
    )]
    [InlineData(
        AlertRule.Evaluation,
        "groundedness",
        0.8,
        "Groundedness 80.0 %, worse than the first evaluation",
        "Quellentreue 80,0 %, schlechter als die erste Evaluierung"
    )]
    [InlineData(
        AlertRule.PersonalDataInOutput,
        "iban",
        null,
        "Personal data in output: IBAN",
        "Personenbezogene Daten in einer Ausgabe: IBAN"
    )]
    [InlineData(AlertRule.SecretInOutput, "secret", null, "Secret in output: secret", "Geheimnis in einer Ausgabe: Geheimnis")]
    [InlineData(
        AlertRule.OutsideReference,
        "amount",
        null,
        "Value outside the range of the reference: amount",
        "Wert außerhalb des Bereichs der Referenz: amount"
    )]
    [InlineData(
        AlertRule.UnseenCategory,
        "channel",
        null,
        "Category that the reference does not contain: channel",
        "Kategorie, die in der Referenz nicht vorkommt: channel"
    )]
    [InlineData(AlertRule.PolicyViolation, "FAIR-01", null, "Policy rule not met: FAIR-01", "Regel einer Richtlinie verletzt: FAIR-01")]
    [InlineData(
        AlertRule.DataChange,
        "loans (training)",
        null,
        "Training data changed: loans (training)",
        "Trainingsdaten geändert: loans (training)"
    )]
    [InlineData(AlertRule.LineageChange, "s3/loans", null, "Lineage changed: s3/loans", "Herkunft geändert: s3/loans")]
    [InlineData(
        AlertRule.RetiredTraffic,
        "1.0.0",
        null,
        "Traffic after retirement: version 1.0.0",
        "Datenverkehr nach der Außerbetriebnahme: Version 1.0.0"
    )]
    [InlineData(
        AlertRule.UnauthorisedTraffic,
        "1.1.0 (never approved for production)",
        null,
        "Decides without approval: version 1.1.0 (never approved for production)",
        "Entscheidet ohne Genehmigung: Version 1.1.0 (nie für die Produktion genehmigt)"
    )]
    [InlineData(AlertRule.LateData, "windows", null, "Data is late: windows", "Daten überfällig: Fenster")]
    [InlineData(
        AlertRule.Guardrail,
        "complaints (EXP-0001)",
        null,
        "A guardrail stopped an experiment: complaints (EXP-0001)",
        "Eine Leitplanke hat ein Experiment gestoppt: complaints (EXP-0001)"
    )]
    [InlineData(AlertRule.ShadowDecided, "EXP-0001", null, "A shadow decided: EXP-0001", "Ein Schattenbetrieb hat entschieden: EXP-0001")]
    [InlineData(
        AlertRule.UnpermittedTraining,
        "warehouse/train",
        null,
        "Training without a permit: warehouse/train",
        "Training ohne Erlaubnis: warehouse/train"
    )]
    [InlineData(
        AlertRule.ForeignMonitor,
        "Arize: PSI of amount",
        0.3125,
        "Monitor of another tool: Arize: PSI of amount (0.313)",
        "Monitor eines anderen Werkzeugs: Arize: PSI of amount (0,313)"
    )]
    [InlineData(AlertRule.OutOfPolicy, "DRFT-01", null, "Out of policy: DRFT-01", "Nicht richtlinienkonform: DRFT-01")]
    [InlineData(
        AlertRule.ToolsChanged,
        "payments (refund)",
        null,
        "Tools differ from those approved: payments (refund)",
        "Werkzeuge weichen von den genehmigten ab: payments (refund)"
    )]
    [InlineData(
        AlertRule.ServerSilent,
        "payments",
        null,
        "Tool server does not answer: payments",
        "Werkzeugserver antwortet nicht: payments"
    )]
    [InlineData(AlertRule.OverdueValidation, "VSC-0001", null, "Validation overdue: VSC-0001", "Validierung überfällig: VSC-0001")]
    [InlineData(
        AlertRule.AgentRun,
        "no-decision",
        null,
        "Agent run: a tool was called without a decision",
        "Lauf des Agenten: ein Werkzeug wurde ohne Entscheidung aufgerufen"
    )]
    public void Alert_OfEachRule_IsASentence(AlertRule rule, string field, double? value, string english, string german)
    {
        var alert = new Alert
        {
            Id = new AlertId(1),
            Model = "fraud",
            Rule = rule,
            Field = field,
            Monitor = new MonitorId(1),
        };
        alert.SeeWindow("1.4.0", value, DriftLevel.Alert, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

        Assert.Equal(($"{english} · Fraud scorer 1.4.0", "ALR-0001, Alert."), Said("en"));
        Assert.Equal(($"{german} · Fraud scorer 1.4.0", "ALR-0001, Alarm."), Said("de"));

        (string, string?) Said(string language)
        {
            using var use = Languages.Use(language);
            var news = RiskAlertNotificationSource.Of(alert, "Fraud scorer");
            var text = NotificationTexts.Of(
                news.Kind,
                NotificationStage.New,
                news.Subject,
                news.Parameters,
                TimeZoneInfo.Utc,
                PageNotificationRenderer.Instance
            );
            return (text.Title.Replace('\u202f', ' ').Replace('\u00a0', ' '), text.Detail);
        }
    }

    [Fact]
    public void AlertRules_AllOfThem_HaveASentence() =>
        Assert.All(
            Enum.GetValues<AlertRule>(),
            rule => Assert.NotNull(RiskAlertNotificationSource.Of(new Alert { Rule = rule, Model = "m" }, "m").Parameters["found"])
        );

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
