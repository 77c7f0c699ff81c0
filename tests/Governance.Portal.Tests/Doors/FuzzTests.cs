using System.Text;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Doors;

/// <summary>
/// Requests made of the API's own document, broken in seeded ways: no 5xx, no stack trace, no secret in any answer.
/// </summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed partial class FuzzTests
{
    private const int Seed = 20_261_121;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>In every run malformed requests are sent to the writes and reads that HostileRequestTests lists.</summary>
    [WholeFact]
    public async Task MutatedRequests_ToEveryEndpoint_AreAnsweredWithoutAFailureOrALeak()
    {
        await using var portal = EndpointAuthorizationTests.Portal();
        portal.Settings["Security:LockoutFailures"] = "20";
        await RegistrySeed.VersionAsync(portal, "netflow", "1.0.0");
        var doors = (await Door.AllAsync(portal, Ct))
            .Where(d =>
                !d.IsPage
                && d.Name != "DELETE /api/v1/session"
                && !d.Name.StartsWith("DELETE /api/v1/account/sessions", StringComparison.Ordinal)
            )
            .ToList();
        await portal.CreateUserAsync("fuzz.admin@bank.example", Roles.Administrator);
        await portal.CreateUserAsync("fuzz.owner@bank.example", Roles.ModelOwner);
        HttpClient[] clients =
        [
            await portal.CreateKeyClientAsync(null, [.. Scopes.All]),
            await portal.SignInAsync("fuzz.admin@bank.example"),
            await portal.SignInAsync("fuzz.owner@bank.example"),
            portal.CreateClient(new() { AllowAutoRedirect = false }),
        ];
        var secrets = await SecretsAsync(portal);
        var random = new Random(Seed);
        var size = Soak.Size(doors.Count, 100_000);
        var statuses = new SortedDictionary<int, int>();
        List<string> findings = [];
        for (var i = 0; i < size && findings.Count < 20; i++)
        {
            var door = doors[i % doors.Count];
            var mutation = new Mutation(random);
            using var request = mutation.Of(door);
            var who = random.Next(10);
            using var answer = await clients[who < 7 ? 0 : who - 6].SendAsync(request, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            var status = (int)answer.StatusCode;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (
                (status >= 500 && status != 503)
                || StackTrace().IsMatch(text)
                || secrets.Any(s => text.Contains(s, StringComparison.Ordinal))
            )
            {
                findings.Add(
                    $"request {i}: {request.Method} {request.RequestUri} {mutation.Words} answered {status}: "
                        + $"{text[..Math.Min(300, text.Length)]}"
                );
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
        Assert.True(statuses.Count > 4, "Every request fared alike: the mutations do not reach the endpoints.");
        Soak.Report(
            "Mutated requests",
            $"{size:N0} to {doors.Count} endpoints; answers by status {string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value:N0}"))}; "
                + "no 5xx, no stack trace, no secret"
        );
    }

    [GeneratedRegex(
        @"^\s+at [A-Za-z_.`<>]+\(|System\.[A-Z][A-Za-z]+Exception|Microsoft\.EntityFrameworkCore|Npgsql|SqliteException",
        RegexOptions.Multiline
    )]
    private static partial Regex StackTrace();

    // What must never be in an answer: password hashes, key hashes, private keys, cookie keys.
    private static async Task<IReadOnlyList<string>> SecretsAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        List<string> secrets =
        [
            .. (await db.Users.Where(u => u.PasswordHash != null).Select(u => u.PasswordHash!).ToListAsync(Ct)),
            .. await db.ApiKeys.Select(k => k.Hash).ToListAsync(Ct),
        ];
        foreach (var file in Directory.EnumerateFiles(portal.KeyFolder, "*", SearchOption.AllDirectories))
        {
            var text = await TextAsync(file);
            if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            {
                secrets.AddRange(text.Split('\n', StringSplitOptions.TrimEntries).Where(l => l.Length > 30 && l[0] != '-'));
            }

            secrets.AddRange(CookieKey().Matches(text).Select(m => m.Groups[1].Value));
        }

        Assert.NotEmpty(secrets);
        return secrets;
    }

    // What was listed while it was being written has its own name by now (DurableFile): ".name.xxxxxxxx.xxx" is "name".
    private static async Task<string> TextAsync(string file)
    {
        try
        {
            return await File.ReadAllTextAsync(file, Ct);
        }
        catch (FileNotFoundException) when (Beside().Match(Path.GetFileName(file)) is { Success: true } beside)
        {
            return await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(file)!, beside.Groups["name"].Value), Ct);
        }
    }

    [GeneratedRegex(@"^\.(?<name>[^.].*)\.[a-z0-9]{8}\.[a-z0-9]{3}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Beside();

    [GeneratedRegex("<value>([A-Za-z0-9+/=]{20,})</value>")]
    private static partial Regex CookieKey();
}

/// <summary>One way to break a request.</summary>
internal sealed class Mutation(Random random)
{
    private static readonly string[] s_texts =
    [
        "",
        " ",
        "null",
        "0",
        "-1",
        "9223372036854775808",
        "1e400",
        "NaN",
        "true",
        "../../etc/passwd",
        "..%2f..%2fx",
        "%00",
        "'; DROP TABLE \"Users\"; --",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "${jndi:ldap://x/y}",
        "=cmd|' /C calc'!A0",
        "\u202Eevil",
        "ÄÖÜ€😀",
        "a\nb",
        "2026-02-30T25:61:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-01-01T00:00:00+99:00",
        "USR-0001",
        "APR-0001",
        "SYS-2147483648",
        "netflow",
        "1.0.0",
        "AAAA",
        "bm9wZQ==",
        "*",
        "?",
        "%",
        "_",
        "[]",
        "{}",
        "\"",
        "\\",
        "\0",
    ];

    private static readonly string[] s_queries =
    [
        "limit",
        "cursor",
        "from",
        "to",
        "model",
        "version",
        "state",
        "at",
        "q",
        "role",
        "start",
        "end",
        "stage",
        "sha256",
        "format",
        "index",
        "size",
        "node",
        "kind",
        "subject",
        "severity",
        "text",
        "x",
    ];

    private static readonly string[] s_headers =
    [
        "If-Match",
        "Idempotency-Key",
        "X-Reauthentication",
        "X-CSRF-Token",
        "Accept",
        "Accept-Encoding",
        "Content-Encoding",
        "Content-Type",
        "Range",
        "Origin",
        "traceparent",
        "X-Forwarded-For",
        "X-Hub-Signature-256",
        "Cookie",
    ];

    private static readonly string[] s_types =
    [
        "application/json",
        "text/csv",
        "application/x-ndjson",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "text/markdown",
        "application/x-www-form-urlencoded",
    ];

    /// <summary>What was done.</summary>
    public string Words { get; private set; } = "";

    public HttpRequestMessage Of(Door door)
    {
        var path = random.Next(3) == 0 ? Segments(door.Path) : door.Path;
        if (random.Next(2) == 0)
        {
            path +=
                "?"
                + string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{Pick(s_queries)}={Uri.EscapeDataString(Text())}"));
        }

        var request = new HttpRequestMessage(new HttpMethod(door.Method), new Uri(path, UriKind.Relative));
        if (door.Body is { } body)
        {
            var changed = Body(body);
            request.Content = new ByteArrayContent(changed);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(8) == 0 ? Pick(s_types) : door.MediaType);
            Words = Encoding.UTF8.GetString(changed)[..Math.Min(160, Encoding.UTF8.GetString(changed).Length)];
        }

        if (random.Next(3) == 0)
        {
            var header = Pick(s_headers);
            var value = Text().Replace('\n', ' ').Replace('\0', ' ');
            if (header.StartsWith("Content", StringComparison.Ordinal))
            {
                request.Content?.Headers.TryAddWithoutValidation(header, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }

            Words += $" {header}: {value}";
        }

        return request;
    }

    private string Segments(string path)
    {
        var parts = path.Split('/');
        var at = random.Next(3, Math.Max(4, parts.Length));
        if (at < parts.Length && parts[at].Length > 0)
        {
            // The test's server cannot be sent a NUL in a path; the real one refuses it before any code of ours.
            parts[at] = Uri.EscapeDataString(Text().Replace("\0", "", StringComparison.Ordinal)) is { Length: > 0 } text ? text : "%20";
        }

        return string.Join('/', parts);
    }

    private byte[] Body(string body) =>
        random.Next(9) switch
        {
            0 => Encoding.UTF8.GetBytes(body[..random.Next(body.Length + 1)]),
            1 => Encoding.UTF8.GetBytes(
                Values().Replace(body, _ => random.Next(3) == 0 ? System.Text.Json.JsonSerializer.Serialize(Text()) : _.Value)
            ),
            2 => Encoding.UTF8.GetBytes(
                Values()
                    .Replace(
                        body,
                        _ =>
                            random.Next(3) == 0
                                ? Pick(["null", "[]", "{}", "1", "-1", "1.5", "1e300", "true", "\"x\"", "[[[[[[1]]]]]]"])
                                : _.Value
                    )
            ),
            3 => [.. Encoding.UTF8.GetBytes(body).Select(b => random.Next(20) == 0 ? (byte)random.Next(256) : b)],
            4 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", random.Next(1, 200)))),
            5 => Encoding.UTF8.GetBytes(body.Replace("{", "{\"extra\":1,", StringComparison.Ordinal)),
            6 => Encoding.UTF8.GetBytes($"[{body}]"),
            7 => [],
            _ => Encoding.UTF8.GetBytes(body),
        };

    private string Text() => random.Next(12) == 0 ? new string((char)random.Next(33, 126), random.Next(1, 5_000)) : Pick(s_texts);

    private string Pick(string[] of) => of[random.Next(of.Length)];

    private static Regex Values() => s_values;

    private static readonly Regex s_values = new("(?<=:)(\"[^\"]*\"|[0-9.]+|true|false|null)", RegexOptions.Compiled);
}
