using System.Text;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Notifications;

/// <summary>Mail against a real server: once, at the right hour, and whatever a name holds it breaks no header.</summary>
public sealed partial class MailTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task SignOffAsked_IsMailedOnce_WithEverythingEncoded(DatabaseKind kind)
    {
        await using var server = await MailServer.StartAsync(Ct);
        await using var scene = await SceneAsync(server.Port, kind);
        await RenameAsync(scene, "Fraud <img src=x> & sons");
        await scene.RequestAsync();
        await NotificationsApiTests.ToldAsync(scene);
        await SendAllAsync(scene);
        await SendAllAsync(scene);

        Assert.Equal(3, server.Mails.Count); // security, legal, owner; not the engineer who asked
        var mail = Assert.Single(server.Mails, m => m.Contains("To: legal@test.example", StringComparison.Ordinal));
        Assert.Contains(
            "Subject: Sign Fraud <img src=x> & sons 1.4.0 for production as legal approver",
            Unfold(mail),
            StringComparison.Ordinal
        );
        Assert.Contains("List-Unsubscribe: <https://governance.example/account/notifications>", Unfold(mail), StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", mail, StringComparison.Ordinal);
        var html = Part(mail, "text/html");
        Assert.Contains("Fraud &lt;img src=x&gt; &amp; sons", html, StringComparison.Ordinal);
        Assert.Contains("https://governance.example/approvals/APR-0001", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("Fraud <img src=x> & sons", Part(mail, "text/plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_WithLineBreaks_MakesNoHeader()
    {
        await using var server = await MailServer.StartAsync(Ct);
        await using var scene = await SceneAsync(server.Port);
        await RenameAsync(scene, "Fraud\r\nBcc: all@test.example\r\n\r\nHello\u2028there");
        await scene.RequestAsync();
        await NotificationsApiTests.ToldAsync(scene);
        await SendAllAsync(scene);

        Assert.Equal(3, server.Mails.Count);
        Assert.All(
            server.Mails,
            mail =>
            {
                var head = Unfold(mail).Split("\n\n", 2)[0];
                Assert.DoesNotContain(head.Split('\n'), line => line.StartsWith("Bcc:", StringComparison.OrdinalIgnoreCase));
                Assert.Single(head.Split('\n'), line => line.StartsWith("Subject:", StringComparison.Ordinal));
            }
        );
    }

    [Fact]
    public async Task QuietHours_HoldTheMailBack_AndWhatIsReadMeanwhileIsNotSent()
    {
        await using var server = await MailServer.StartAsync(Ct);
        await using var scene = await SceneAsync(server.Port);
        // It is 09:00 UTC.
        Assert.True((await scene.Get<ChangePreferences>().RunAsync(scene.Legal, new("Etc/UTC", null, 8, 12), null, Ct)).IsDone);
        Assert.True((await scene.Get<ChangePreferences>().RunAsync(scene.Security, new("Etc/UTC", null, 8, 12), null, Ct)).IsDone);
        await scene.RequestAsync();
        await NotificationsApiTests.ToldAsync(scene);
        await SendAllAsync(scene);
        Assert.Equal(["owner@test.example"], server.Mails.Select(To));

        Assert.Equal(1, (await scene.Get<MarkNotifications>().AllAsync(scene.Security, null, Ct)).Value.Count);
        scene.Clock.Advance(TimeSpan.FromHours(3));
        await SendAllAsync(scene);
        Assert.Equal(["legal@test.example", "owner@test.example"], server.Mails.Select(To).Order());
    }

    [Fact]
    public async Task Digest_GoesOnceADay_WithWhatWasNotRead()
    {
        await using var server = await MailServer.StartAsync(Ct);
        await using var scene = await SceneAsync(server.Port);
        foreach (var person in new[] { scene.Legal, scene.Security, scene.Owner })
        {
            Assert.True(
                (
                    await scene
                        .Get<ChangePreferences>()
                        .RunAsync(
                            person,
                            new(
                                DigestHour: 12,
                                Mail: new Dictionary<string, string> { ["sign-off-asked"] = person == scene.Legal ? "digest" : "never" }
                            ),
                            null,
                            Ct
                        )
                ).IsDone
            );
        }

        await scene.RegisterVersionAsync("1.5.0");
        await scene.RequestAsync();
        await scene.RequestAsync("1.5.0");
        await NotificationsApiTests.ToldAsync(scene);
        var keep = scene.Get<PruneInboxes>();
        await keep.CollectAsync(Ct);
        await SendAllAsync(scene);
        Assert.Empty(server.Mails); // the hour has not come

        scene.Clock.Advance(TimeSpan.FromHours(3));
        await keep.CollectAsync(Ct);
        await scene.RegisterVersionAsync("1.6.0");
        await scene.RequestAsync("1.6.0");
        await NotificationsApiTests.ToldAsync(scene);
        await keep.CollectAsync(Ct);
        await SendAllAsync(scene);
        Assert.Contains("Subject: 2 notifications", Assert.Single(server.Mails), StringComparison.Ordinal);

        scene.Clock.Advance(TimeSpan.FromHours(24));
        await keep.CollectAsync(Ct);
        await keep.CollectAsync(Ct);
        await SendAllAsync(scene);
        Assert.Equal(2, server.Mails.Count);
        var second = Part(
            server.Mails.Single(m =>
                m.Contains("Subject: 1 notification\r\n", StringComparison.Ordinal)
                || m.Contains("Subject: 1 notification\n", StringComparison.Ordinal)
            ),
            "text/plain"
        );
        Assert.Contains("1.6.0", second, StringComparison.Ordinal);
        Assert.DoesNotContain("1.5.0", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerAway_IsTriedAgainLater()
    {
        await using var scene = await SceneAsync(port: 9); // discard: no one listens
        await scene.RequestAsync();
        await NotificationsApiTests.ToldAsync(scene);
        await SendAllAsync(scene);

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var waiting = await db.Dispatches.AsNoTracking().ToListAsync(Ct);
        Assert.Equal(3, waiting.Count);
        Assert.All(
            waiting,
            d =>
            {
                Assert.Equal((DispatchState.Waiting, 1, scene.Clock.GetUtcNow().AddMinutes(1)), (d.State, d.Tries, d.NextAt));
                Assert.Contains("127.0.0.1:9 could not be reached", d.Problem, StringComparison.Ordinal);
            }
        );
        var health = await scene.Portal.Services.GetServices<IHealthSource>().OfType<MailHealth>().Single().ReadAsync(Ct).SingleAsync(Ct);
        Assert.Equal((HealthState.Impaired, waiting.Min(d => d.CreatedAt)), (health.State, health.Since));
        Assert.StartsWith(
            "E-mails waiting for another attempt: 3. 127.0.0.1:9 could not be reached",
            T.Say(health.Sentence),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task ServerThatHangs_BeforeItHasTheMail_IsTriedAgainLater(string stage)
    {
        await using var server = new HangingMailServer(stage);
        await using var scene = await SceneAsync(server.Port);

        var tried = await TriedAsync(scene);

        Assert.Equal((DispatchState.Waiting, 1), (tried.State, tried.Tries));
        Assert.Contains("127.0.0.1 did not answer within 1 seconds", tried.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("may have arrived", tried.Problem, StringComparison.Ordinal);
        var health = await scene.Portal.Services.GetServices<IHealthSource>().OfType<MailHealth>().Single().ReadAsync(Ct).SingleAsync(Ct);
        Assert.Equal(HealthState.Impaired, health.State);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("end")]
    public async Task ServerThatHasTheMail_AndSaysNothing_IsNotGivenItAgain(string stage)
    {
        await using var server = new HangingMailServer(stage);
        await using var scene = await SceneAsync(server.Port);

        var tried = await TriedAsync(scene);

        Assert.Equal(DispatchState.Unsure, tried.State);
        Assert.Contains("may have arrived", tried.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_FromTheFirstByte_IsSpoken()
    {
        await using var server = new HangingMailServer("tls");
        await using var scene = await ApprovalsScene.CreateAsync(
            DatabaseKind.Sqlite,
            RiskClass.High,
            configure: portal =>
            {
                Mailing(portal, server.Port);
                portal.Settings["Notifications:Smtp:Security"] = "Tls";
            }
        );

        var tried = await TriedAsync(scene);

        Assert.Equal(0x16, server.FirstByte); // a handshake (RFC 8446, 5.1)
        Assert.Equal(DispatchState.Waiting, tried.State);
    }

    // One mail, with a second of patience.
    private static async Task<Dispatch> TriedAsync(ApprovalsScene scene)
    {
        scene.Portal.Get<IOptions<NotificationsOptions>>().Value.Smtp.TimeoutSeconds = 1;
        await scene.RequestAsync();
        await NotificationsApiTests.ToldAsync(scene);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var others = await db.Dispatches.OrderBy(d => d.Id).Skip(1).ToListAsync(Ct);
            db.Dispatches.RemoveRange(others);
            await db.SaveChangesAsync(Ct);
        }

        await SendAllAsync(scene);
        await using var after = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await after.Dispatches.AsNoTracking().SingleAsync(Ct);
    }

    internal static async Task<ApprovalsScene> SceneAsync(int port, DatabaseKind kind = DatabaseKind.Sqlite) =>
        await ApprovalsScene.CreateAsync(kind, RiskClass.High, configure: portal => Mailing(portal, port));

    /// <summary>Lets a portal send by the server on this port.</summary>
    internal static PortalFactory Mailing(PortalFactory portal, int port)
    {
        portal.Settings["Notifications:Smtp:Host"] = "127.0.0.1";
        portal.Settings["Notifications:Smtp:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        portal.Settings["Notifications:Smtp:Security"] = "None";
        portal.Settings["Notifications:Smtp:From"] = "governance@portal.example";
        portal.Settings["Notifications:PublicAddress"] = "https://governance.example";
        return portal;
    }

    private static Task RenameAsync(ApprovalsScene scene, string displayName) =>
        scene.DoAsync(
            "model.changed",
            ApprovalsScene.ModelName,
            async context =>
            {
                var model = await context.Db.Models.SingleAsync(Ct);
                model.Change(
                    new ModelFacts(model.Name) { DisplayName = displayName, RiskClass = model.RiskClass },
                    model.Owner,
                    model.Deputies
                );
            }
        );

    internal static Task SendAllAsync(ApprovalsScene scene) => SendAllAsync(scene.Portal, scene.Clock);

    // The portal's own job may have one of them in hand: until nothing is due and nothing is being sent.
    internal static async Task SendAllAsync(PortalFactory portal, TimeProvider clock)
    {
        while (true)
        {
            await portal.Get<SendDispatches>().RunAsync(Ct);
            await using var db = await portal.Databases.CreateDbContextAsync(Ct);
            var now = clock.GetUtcNow();
            if (
                !await db.Dispatches.AnyAsync(
                    d => d.State == DispatchState.Sending || (d.State == DispatchState.Waiting && d.NextAt <= now),
                    Ct
                )
            )
            {
                return;
            }
        }
    }

    private static string To(string mail) => AddressLine().Match(mail).Groups[1].Value;

    internal static string Unfold(string mail) =>
        mail.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n ", " ", StringComparison.Ordinal);

    /// <summary>A part of a mail, as a reader shows it.</summary>
    internal static string Part(string mail, string type) =>
        Read(mail).BodyParts.OfType<TextPart>().Single(p => p.ContentType.MimeType == type && !p.IsAttachment).Text;

    /// <summary>The subject, as a reader shows it.</summary>
    internal static string Subject(string mail) => Read(mail).Subject ?? "";

    // A mail was read as Latin-1, which keeps each of its bytes.
    private static MimeMessage Read(string mail) => MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(mail)), Ct);

    [GeneratedRegex("^To: (.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex AddressLine();
}
