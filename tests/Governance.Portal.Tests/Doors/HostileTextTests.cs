using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Tests.Api;
using Governance.Portal.Tests.Notifications;
using Governance.Portal.Tests.RoleScopes;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Doors;

/// <summary>
/// Hostile text in every member of every write that takes text, then everything that shows or gives out what was stored. In every run two
/// members of every sixth write, and every fourth address; in full all of them.
/// </summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed partial class HostileTextTests
{
    // Written as they stand into the JSON: half a character has no other way in.
    private static readonly string[] s_broken =
    [
        @"hx7\ud83d",
        @"hx7\u0000",
        @"hx7\u001b[2K\u001b[1Gcrit: hx7",
        @"hx7\rcrit: hx7",
        @"hx7\r\nX-Hx7: 1\r\n\r\n<b>",
        @"hx7\u202egpj.exe",
        @"javascript:alert('hx7')",
        @"a;=hx7\t@hx7",
        "LONG",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HostileText_InEveryWrite_ComesOutNowhereAsMoreThanText()
    {
        await using var mails = await MailServer.StartAsync(Ct);
        using var log = new ConsoleLines();
        await using var world = await ScopedWorld.CreateAsync(configure: portal =>
        {
            portal.Logging = log;
            MailTests.Mailing(portal, mails.Port).With(PortalFactory.LeftOut);
        });
        // The key first: it may most and proves nothing. Then those whom the world belongs to, then one of every role.
        var others = await OpenApiContractTests.CallersAsync(world);
        HttpClient[] callers =
        [
            others[^1],
            await world.Portal.SignInAsync("owner@bank.example"),
            world.Whole,
            world.Admin,
            .. others.SkipLast(1),
        ];
        var document = await OpenApiContractTests.DocumentAsync(world.Portal);
        var probe = new Probe(world, callers);
        var operations = OpenApiContractTests
            .Operations(document)
            .Where(o =>
                o.Method != "GET"
                && o.Body is JsonObject
                && !o.Path.StartsWith("/api/v1/session", StringComparison.Ordinal)
                && !o.Path.StartsWith("/api/v1/account", StringComparison.Ordinal)
                && o.Path != "/api/v1/setup"
                // Ends the sessions of those who call; its note is a salted text as those of the other steps of an incident.
                && !o.Path.EndsWith("/cut-access", StringComparison.Ordinal)
            )
            .ToList();
        var schemas = new SchemaCheck(document);
        foreach (var operation in Soak.Sample(operations, every: 6))
        {
            await WriteAsync(probe, operation, schemas);
        }

        await ReadAsync(probe, world, document);
        await MailAsync(probe, world, mails);
        probe.Findings.AddRange(log.Forged);

        Assert.True(
            probe.Findings.Count == 0,
            $"{probe.Findings.Count}:{Environment.NewLine}{string.Join(Environment.NewLine, probe.Findings.Order(StringComparer.Ordinal))}"
        );
        Assert.True(
            probe.Stored.Count > Soak.Size(5, 12),
            $"Only {probe.Stored.Count} members took hostile text: "
                + $"{string.Join(", ", probe.Stored)}{Environment.NewLine}{string.Join(Environment.NewLine, probe.Refused)}"
        );
        Assert.True(probe.Shown > Soak.Size(2, 5), $"Only {probe.Shown} answers showed it.");
        Assert.True(log.Count > 0, "Nothing was logged.");
        Soak.Report(
            "Hostile text in every write",
            $"{probe.Sent:N0} requests to {operations.Count} writes, {probe.Stored.Count} members took it, "
                + $"{probe.Shown} of {probe.Read} answers showed it; nothing but text came out"
        );
    }

    [Fact]
    public async Task ModelOfAMailedDashboard_IsANameAndNoText()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("risk@bank.example", Roles.RiskOfficer);
        using var risk = await portal.SignInAsync("risk@bank.example");
        foreach (var model in new[] { new string('h', 70_000), HostileAnswer.Element, "two words" })
        {
            using var answer = await risk.PostAsJsonAsync(
                "/api/v1/dashboard-subscriptions",
                new JsonObject
                {
                    ["view"] = "risk",
                    ["cadence"] = "daily",
                    ["model"] = model,
                },
                Ct
            );

            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Equal("kpi.scope-not-valid", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        }
    }

    [Fact]
    public async Task Names_ThatTurnTheDirection_AreTakenAtNoDoor()
    {
        await using var world = await ScopedWorld.CreateAsync();
        var others = await OpenApiContractTests.CallersAsync(world);
        HttpClient[] callers =
        [
            others[^1],
            await world.Portal.SignInAsync("owner@bank.example"),
            world.Whole,
            world.Admin,
            .. others.SkipLast(1),
        ];
        var document = await OpenApiContractTests.DocumentAsync(world.Portal);
        var schemas = new SchemaCheck(document);
        var probe = new Probe(world, callers);
        var (taken, tried) = (new List<string>(), 0);
        foreach (
            var operation in OpenApiContractTests
                .Operations(document)
                .Where(o =>
                    o.Method != "GET"
                    && o.Body is JsonObject
                    && !o.Path.StartsWith("/api/v1/session", StringComparison.Ordinal)
                    && !o.Path.StartsWith("/api/v1/account", StringComparison.Ordinal)
                    && o.Path != "/api/v1/setup"
                    && !o.Path.EndsWith("/cut-access", StringComparison.Ordinal)
                )
        )
        {
            var body = operation.Body!.DeepClone().AsObject();
            foreach (var (name, schema) in schemas.Resolve(operation.Schema!)["properties"]?.AsObject() ?? [])
            {
                if (body[name] is null && IsName(name) && IsText(schemas.Resolve(schema!)))
                {
                    body[name] = "";
                }
            }

            foreach (var place in Places(body, []).Where(p => p[^1] is string member && IsName(member)))
            {
                tried++;
                if (await probe.SendAsync(operation, place, "\"safe\\u202etxt.exe\"", body))
                {
                    taken.Add($"{operation.Name} {string.Join('.', place)}");
                }
            }
        }

        Assert.True(tried > 40, $"Only {tried} names were tried.");
        Assert.True(taken.Count == 0, string.Join(Environment.NewLine, taken));
    }

    // What people read as what something is called.
    private static bool IsName(string member) =>
        member
            is "name"
                or "title"
                or "tool"
                or "run"
                or "server"
                or "file"
                or "label"
                or "source"
                or "path"
                or "target"
                or "validator"
                or "provider"
                or "product"
        || member.EndsWith("Name", StringComparison.Ordinal);

    private static async Task WriteAsync(Probe probe, OpenApiContractTests.Operation operation, SchemaCheck schemas)
    {
        var body = operation.Body!.DeepClone().AsObject();
        foreach (var (name, schema) in schemas.Resolve(operation.Schema!)["properties"]?.AsObject() ?? [])
        {
            if (body[name] is null && IsText(schemas.Resolve(schema!)))
            {
                body[name] = "";
            }
        }

        // Small: the first members of each body, with all in one text; one of them with what cannot be stored.
        var places = Places(body, []).Take(Soak.Size(2, int.MaxValue)).ToList();
        foreach (var (place, turn) in places.Select((p, i) => (p, i)))
        {
            var member = $"{operation.Name} {string.Join('.', place)}";
            var isStored =
                await probe.SendAsync(operation, place, JsonValue.Create(HostileAnswer.Everything).ToJsonString(), body)
                || (Soak.IsFull && await probe.SendAsync(operation, place, JsonValue.Create(HostileAnswer.Element).ToJsonString(), body));
            if (isStored)
            {
                probe.Stored.Add(member);
            }

            foreach (var broken in Soak.Size<string[]>(turn == 0 ? [s_broken[operation.Path.Length % s_broken.Length]] : [], s_broken))
            {
                await probe.SendAsync(operation, place, $"\"{(broken == "LONG" ? new string('h', 70_000) : broken)}\"", body);
            }
        }
    }

    private static async Task ReadAsync(Probe probe, ScopedWorld world, JsonObject document)
    {
        var addresses = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            var door in (await Door.AllAsync(world.Portal, Ct)).Where(d =>
                d.Method == "GET" && !d.Route.StartsWith("/api/2.0/", StringComparison.Ordinal)
            )
        )
        {
            addresses.Add(PageIn(Constraint().Replace(door.Route, "{$1}"), world));
        }

        foreach (var operation in OpenApiContractTests.Operations(document).Where(o => o.Method == "GET"))
        {
            addresses.Add(operation.PathIn(world));
            foreach (var format in FormatsOf(operation))
            {
                addresses.Add($"{operation.PathIn(world)}?format={format}");
            }
        }

        foreach (var made in probe.Made)
        {
            addresses.Add(made);
            addresses.Add(
                made.Replace("/api/v1/", "/", StringComparison.Ordinal).Replace("/promotions/", "/approvals/", StringComparison.Ordinal)
            );
        }

        foreach (
            var (kind, subject) in new[]
            {
                ("approval-record", "promotion"),
                ("annex-iv", "system"),
                ("incident", "incident"),
                ("model-card", "model"),
            }
        )
        {
            addresses.Add($"/reports/preview?kind={kind}&subject={world.Here[subject]}");
        }

        foreach (var address in Soak.Sample(addresses.Where(a => !a.Contains('{', StringComparison.Ordinal)), every: 4))
        {
            await probe.ReadAsync(address);
        }
    }

    private static async Task MailAsync(Probe probe, ScopedWorld world, MailServer mails)
    {
        await FollowedLog.CatchUpAsync(world.Portal, Ct);
        await world.Portal.Get<SendDispatches>().RunAsync(Ct);
        Assert.NotEmpty(mails.Mails);
        foreach (var mail in mails.Mails)
        {
            var head = MailTests.Unfold(mail).Split("\n\n", 2)[0];
            if (
                head.Split('\n').Any(l => l.StartsWith("X-Hx7", StringComparison.OrdinalIgnoreCase))
                || MailTests.Part(mail, "text/html").Contains(HostileAnswer.Element, StringComparison.Ordinal)
            )
            {
                probe.Findings.Add($"a mail: {head}");
            }
        }
    }

    private static IEnumerable<string> FormatsOf(OpenApiContractTests.Operation operation)
    {
        var types = operation.Said["responses"]?["200"]?["content"]?.AsObject().Select(c => c.Key).ToList() ?? [];
        return types.Count > 1 || types.Contains("text/csv", StringComparer.Ordinal) ? ["csv", "markdown", "json", "html"] : [];
    }

    private static string PageIn(string route, ScopedWorld world)
    {
        var parts = route.Split('/');
        for (var i = 2; i < parts.Length; i++)
        {
            if (!parts[i].StartsWith('{'))
            {
                continue;
            }

            parts[i] = (parts[i - 1], parts[i].Trim('{', '}', '*').ToLowerInvariant()) switch
            {
                ("approvals" or "promotions", _) => world.Here["promotion"],
                ("models" or "monitoring" or "cards", _) or (_, "model") => world.Here["model"],
                ("versions", _) or (_, "version") => world.Here["version"],
                ("documents", _) => "annex-iv",
                ("gates", _) => world.Here["gate"],
                ("users", _) => "USR-0003",
                ("kpis", _) => "compliance-score",
                var (before, _) => world.Here.GetValueOrDefault(before.TrimEnd('s')) ?? "1",
            };
        }

        return string.Join('/', parts);
    }

    private static bool IsText(JsonObject schema) =>
        schema["type"] is JsonArray types ? types.Any(t => (string?)t == "string") : (string?)schema["type"] == "string";

    // Where a body holds text, each as the way there.
    private static IEnumerable<object[]> Places(JsonNode node, object[] way) =>
        node switch
        {
            JsonObject members => members.SelectMany(m => m.Value is null ? [] : Places(m.Value, [.. way, m.Key])),
            JsonArray items => items.Take(1).SelectMany(i => i is null ? [] : Places(i, [.. way, 0])),
            JsonValue value when value.GetValueKind() is System.Text.Json.JsonValueKind.String => [way],
            _ => [],
        };

    [GeneratedRegex(@"\{\**([A-Za-z]+)[^}]*\}")]
    private static partial Regex Constraint();

    private sealed class Probe(ScopedWorld world, IReadOnlyList<HttpClient> callers)
    {
        private const string Put = "@@put@@";

        private readonly Dictionary<string, (HttpClient Caller, bool Proves)> _callers = new(StringComparer.Ordinal);

        private int _made;

        public List<string> Findings { get; } = [];

        public List<string> Stored { get; } = [];

        /// <summary>The last refusal of each write.</summary>
        public SortedDictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

        public SortedSet<string> Made { get; } = new(StringComparer.Ordinal);

        public int Sent { get; private set; }

        public int Read { get; private set; }

        public int Shown { get; private set; }

        /// <summary>Sends the body with the text in one place, by the first caller whom the role does not keep from it.</summary>
        public async Task<bool> SendAsync(OpenApiContractTests.Operation operation, object[] place, string json, JsonObject example)
        {
            var body = example.DeepClone().AsObject();
            _made++;
            Known(operation, body, place);
            At(body, place);
            var text = body.ToJsonString().Replace($"\"{Put}\"", json, StringComparison.Ordinal);
            foreach (var (caller, proves) in _callers.TryGetValue(operation.Name, out var known) ? [known] : Ways())
            {
                using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.PathIn(world))
                {
                    Content = new StringContent(text, Encoding.UTF8, "application/json"),
                };
                if (proves)
                {
                    request.Headers.Add("X-Reauthentication", await PortalFactory.ReauthenticateAsync(caller));
                }

                Sent++;
                using var answer = await caller.SendAsync(request, Ct);
                await CheckAsync($"{operation.Name} with {json[..Math.Min(40, json.Length)]} in {string.Join('.', place)}", answer);
                if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
                {
                    continue;
                }

                _callers[operation.Name] = (caller, proves);
                if (answer.Headers.Location is { } location)
                {
                    Made.Add(location.IsAbsoluteUri ? location.PathAndQuery : location.ToString());
                }

                if (!answer.IsSuccessStatusCode)
                {
                    Refused[operation.Name] = await answer.Content.ReadAsStringAsync(Ct);
                }

                return answer.IsSuccessStatusCode;
            }

            // No one here may: the door says the same to every text.
            _callers.TryAdd(operation.Name, (callers[0], false));
            return false;
        }

        // People give their password only where that is what was missing.
        private IEnumerable<(HttpClient Caller, bool Proves)> Ways() =>
            [.. callers.Select(c => (c, false)), .. callers.Skip(1).Select(c => (c, true))];

        /// <summary>Reads an address as people and a key do, until someone may.</summary>
        public async Task ReadAsync(string address)
        {
            foreach (var caller in Soak.Size(callers.Take(4), callers))
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                using var answer = await caller.SendAsync(request, Ct);
                await CheckAsync($"GET {address}", answer, isRead: true);
                if (answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.Redirect))
                {
                    return;
                }
            }
        }

        private async Task CheckAsync(string what, HttpResponseMessage answer, bool isRead = false)
        {
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Findings.AddRange(HostileAnswer.Findings(what, answer, text));
            Read += isRead ? 1 : 0;
            Shown += isRead && text.Contains("hx7", StringComparison.Ordinal) ? 1 : 0;
        }

        // What an example names has to be there, and what it makes must not be.
        private void Known(OpenApiContractTests.Operation operation, JsonNode node, object[] place)
        {
            if (node is not JsonObject members)
            {
                return;
            }

            var makesVersion = operation.Path.EndsWith("/versions", StringComparison.Ordinal);
            foreach (var (name, value) in members.ToList())
            {
                if (value is JsonObject or JsonArray { Count: > 0 })
                {
                    Known(operation, value is JsonArray array ? array[0]! : value, place);
                }

                if (value is not JsonValue text || text.GetValueKind() is not System.Text.Json.JsonValueKind.String)
                {
                    continue;
                }

                var now = (string)text!;
                members[name] = name switch
                {
                    "email" when operation.Path.EndsWith("/users", StringComparison.Ordinal) => $"hx{_made}@bank.example",
                    "name" when ReferenceEquals(node.Root, node) => $"{now}-{_made}",
                    "version" when makesVersion => $"1.0.{_made}",
                    "version" => world.Here["version"],
                    _ when now.Contains('@', StringComparison.Ordinal) => "owner@bank.example",
                    _ when now.Length == 0 && ReferenceEquals(node.Root, node) && !IsHere(place, name) => null,
                    _ => world.Here.GetValueOrDefault(name) ?? now,
                };
                if (members[name] is null)
                {
                    members.Remove(name);
                }
            }
        }

        private static bool IsHere(object[] place, string name) => place is [string first, ..] && first == name;

        private static void At(JsonNode body, object[] place)
        {
            var node = body;
            foreach (var step in place[..^1])
            {
                node = step is string name ? node[name]! : node[(int)step]!;
            }

            if (place[^1] is string last)
            {
                node[last] = Put;
            }
            else
            {
                node[(int)place[^1]] = Put;
            }
        }
    }
}
