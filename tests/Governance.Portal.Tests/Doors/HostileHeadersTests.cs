using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Notifications;
using Governance.Testing;

namespace Governance.Portal.Tests.Doors;

/// <summary>Hostile text in headers that the portal or its framework reads is kept nowhere, shown nowhere and forges no log line.</summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class HostileHeadersTests
{
    // What steers a terminal besides: back to the start of the line, over what stands there.
    private const string Hostile = HostileAnswer.Everything + "\u001b[2K\u001b[1Gcrit: hx7\u009b2K";

    // Of the text, in markup and out of it; too long to be met by chance among tokens.
    private const string Mark = "data-hx7";

    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    // Read for an answer's language or origin, for a trace, or by one endpoint only: any text of theirs leaves the call what it is.
    private static readonly string[] s_descriptive =
    [
        "User-Agent",
        "Referer",
        "Accept-Language",
        "X-Page-Language",
        "X-Forwarded-For",
        "X-Request-Id",
        "traceparent",
        "tracestate",
        "baggage",
        "If-None-Match",
        "X-GitHub-Delivery",
        "X-GitHub-Event",
        "X-Hub-Signature-256",
        "X-Gitlab-Event",
        "X-Gitlab-Token",
        "X-Gitlab-Signature",
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
        "X-MLflow-Delivery-Id",
        "X-MLflow-Timestamp",
        "X-MLflow-Signature",
    ];

    // Those that decide what becomes of the call: one at a time, or the first would hide the others.
    private static readonly string[] s_deciding =
    [
        "Accept",
        "Authorization",
        "Content-Encoding",
        "Content-Type",
        "Cookie",
        "Idempotency-Key",
        "If-Match",
        "Origin",
        "Range",
        "X-CSRF-Token",
        "X-Forwarded-Proto",
        "X-Reauthentication",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HostileHeaders_AtEveryDoor_LeaveNothingAndForgeNothing()
    {
        using var log = new ConsoleLines();
        await using var portal = EndpointAuthorizationTests.Portal().BehindProxy();
        portal.Logging = log;
        portal.Settings["Logging:LogLevel:Default"] = portal.Settings["Logging:LogLevel:Microsoft.AspNetCore"] = "Debug";
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        await portal.CreateUserAsync("owner@bank.example", Roles.ModelOwner);
        HttpClient[] callers =
        [
            await portal.SignInAsync("admin@bank.example", proves: false),
            await portal.CreateKeyClientAsync(null, [.. Scopes.All]),
            await portal.SignInAsync("owner@bank.example", proves: false),
            portal.CreateClient(new() { AllowAutoRedirect = false }),
        ];
        var all = await Door.AllAsync(portal, Ct);
        var doors = all.Where((d, i) => i % Soak.Size(8, 1) == 0 && !d.Name.StartsWith("DELETE /api/v1/session", StringComparison.Ordinal))
            .ToList();
        List<string> findings = [];
        foreach (var (door, i) in doors.Select((d, i) => (d, i)))
        {
            // Every eighth door, one or the other; at full size all of both.
            if (Soak.IsFull || i % 2 == 0)
            {
                await CallAsync(callers[i % callers.Length], door, s_descriptive, findings);
            }

            foreach (var header in Soak.Size(i % 2 == 0 ? [] : [s_deciding[i / 2 % s_deciding.Length]], s_deciding))
            {
                await CallAsync(callers[(i / s_deciding.Length) % callers.Length], door, [header], findings);
            }
        }

        findings.AddRange(log.Forged);
        findings.AddRange(await KeptAsync(portal));

        Assert.True(findings.Count == 0, $"{findings.Count}:{Environment.NewLine}{string.Join(Environment.NewLine, findings.Take(30))}");
        Assert.True(log.Count > doors.Count, $"{log.Count} entries were logged.");
        Soak.Report(
            "Hostile headers",
            $"{s_descriptive.Length + s_deciding.Length} headers at {doors.Count} doors, {log.Count:N0} log entries; nothing forged"
        );
    }

    [Fact]
    public async Task SignIn_WithHostileHeaders_IsShownAndMailedInOurWordsOnly()
    {
        using var log = new ConsoleLines();
        await using var mails = await MailServer.StartAsync(Ct);
        await using var portal = MailTests
            .Mailing(new PortalFactory { Logging = log }.BehindProxy(), mails.Port)
            .With(typeof(NotificationJob), typeof(SendJob));
        var ann = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        using var first = await portal.SignInAtAsync("203.0.113.7", "ann@bank.example", Firefox);
        using var second = await HostileSignInAsync(portal, Hostile);
        using var third = await HostileSignInAsync(portal, $"{Firefox} {Hostile}");
        using var admin = await portal.SignInAsync("admin@bank.example");
        await FollowedLog.CatchUpAsync(portal, Ct);
        await MailTests.SendAllAsync(portal, TimeProvider.System);

        var sessions = (await third.GetFromJsonAsync<JsonArray>("/api/v1/account/sessions", Ct))!;

        // An address that is none is not believed: what is left is the one of the connection, which in tests is none either.
        Assert.Equal(
            [("Another program", "this machine"), ("Firefox on Linux", "203.0.113.0/24"), ("Firefox on Linux", "this machine")],
            sessions.Select(s => ((string?)s!["browser"], (string?)s["network"])).Order()
        );
        List<string> findings = [];
        foreach (
            var (client, address) in new[]
            {
                (third, "/account/security"),
                (third, "/api/v1/account/sessions"),
                (third, "/notifications?state=all"),
                (third, "/api/v1/notifications"),
                (third, "/"),
                (admin, $"/api/v1/users/{ann}/sessions"),
                (admin, "/admin/users"),
                (admin, "/admin/access-review"),
                (admin, "/audit"),
                (admin, "/api/v1/audit/entries"),
                (admin, "/api/v1/audit/entries/export?format=csv"),
            }
        )
        {
            using var answer = await client.GetAsync(address, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode}");
            findings.AddRange(HostileAnswer.Findings(address, answer, text));
            findings.AddRange(text.Contains(Mark, StringComparison.Ordinal) ? [$"{address} shows it"] : []);
        }

        var read = mails.Mails.Concat(mails.Mails.Select(m => MailTests.Part(m, "text/html")));
        findings.AddRange(read.Where(m => m.Contains(Mark, StringComparison.Ordinal)));
        findings.AddRange(log.Forged);
        findings.AddRange(await KeptAsync(portal));

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
        Assert.Equal(2, mails.Mails.Count);
    }

    [Fact]
    public async Task ProvidersError_WithWhatSteersATerminal_ForgesNoLineOfTheLog()
    {
        using var log = new ConsoleLines();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await SingleSignOnScene.OpenAsync(provider, p => p.Logging = log);
        var browser = SingleSignOnScene.Browser(portal);
        var state = (await provider.AskAsync(browser)).Split("&state=")[1];

        var said = Uri.EscapeDataString($"no\r\ncrit: hx7\rcrit: {Hostile}\u2028");
        var back = $"/signin/provider/callback?error=server_error&error_description={said}&state={state}";
        using var answer = await browser.GetAsync(back, Ct);

        Assert.StartsWith("/signin/problem?code=", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
        var ours = Assert.Single(log.Written, line => line.Contains("\"EventId\":1321,", StringComparison.Ordinal));
        Assert.Contains(Mark, ours, StringComparison.Ordinal);
        Assert.Empty(log.Forged);
    }

    [Theory]
    [InlineData("User-Agent: a\rcrit: hx7")]
    [InlineData("User-Agent: a\0crit: hx7")]
    [InlineData("Host: =hx7\"><img")]
    public async Task Header_ThatNoBrowserSends_IsRefusedBeforeAnythingReadsIt(string line)
    {
        using var log = new ConsoleLines();
        await using var portal = new PortalFactory { Logging = log };
        portal.UseKestrel(0);
        portal.StartServer();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", portal.ClientOptions.BaseAddress.Port, Ct);
        await using var stream = client.GetStream();

        var host = line.StartsWith("Host:", StringComparison.Ordinal) ? "" : "Host: localhost\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /signin HTTP/1.1\r\n{host}{line}\r\n\r\n"), Ct);
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync(Ct);

        Assert.StartsWith("HTTP/1.1 400 ", status, StringComparison.Ordinal);
        Assert.Empty(log.Forged);
    }

    private static async Task CallAsync(HttpClient caller, Door door, IReadOnlyList<string> headers, List<string> findings)
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), door.Path);
        if (door.Body is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            var type = headers.Contains("Content-Type", StringComparer.Ordinal) ? Hostile : door.MediaType;
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var header in headers.Where(h => h != "Content-Type"))
        {
            HttpHeaders? to = header.StartsWith("Content-", StringComparison.Ordinal) ? request.Content?.Headers : request.Headers;
            to?.TryAddWithoutValidation(header, Hostile);
        }

        using var answer = await caller.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        findings.AddRange(HostileAnswer.Findings($"{door.Name} with {string.Join(", ", headers.Take(3))}", answer, text));
    }

    private static async Task<HttpClient> HostileSignInAsync(PortalFactory portal, string agent)
    {
        var client = SingleSignOnScene.Browser(portal);
        foreach (var header in s_descriptive)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(header, header == "User-Agent" ? agent : Hostile);
        }

        using var refused = await SessionTests.Post(client, HostileAnswer.Element, PortalFactory.Password);
        using var answer = await SessionTests.Post(client, "ann@bank.example", PortalFactory.Password);
        Assert.False(refused.IsSuccessStatusCode);
        answer.EnsureSuccessStatusCode();
        return client;
    }

    // Tables, files and keys alike: every byte that the portal has written.
    private static async Task<IReadOnlyList<string>> KeptAsync(PortalFactory portal)
    {
        await portal.FlushRefusalsAsync();
        List<string> kept = [];
        foreach (var file in Directory.EnumerateFiles(portal.Folder, "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            if ((await reader.ReadToEndAsync(Ct)).Contains(Mark, StringComparison.Ordinal))
            {
                kept.Add($"kept in {file}");
            }
        }

        return kept;
    }
}
