using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.RoleScopes;
using Governance.Testing;

namespace Governance.Portal.Tests.Search;

/// <summary>Whatever a person may open is found by the word they would type, and nothing else is.</summary>
public sealed class FindAnythingTests
{
    // What was typed by people who looked for something, and did not find it.
    private static readonly string[] s_words =
    [
        "alerts",
        "obligations",
        "report",
        "annex",
        "users",
        "invite",
        "api key",
        "roles",
        "integrations",
        "evidence",
        "gate",
        "drift",
        "access review",
        "settings",
        "library",
        "use case",
        "log",
        "hither",
        "1.0.0",
        "risk",
        "new",
        "art. 14",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Everything_IsFoundByItsWord_AndLeadsNobodyWhereTheyMayNotGo(DatabaseKind kind)
    {
        await using var world = await ScopedWorld.CreateAsync(kind);
        var admin = world.Admin;
        var (here, people) = (world.Here, new Dictionary<string, HttpClient>(StringComparer.Ordinal));
        foreach (var role in Roles.All)
        {
            await world.Portal.CreateUserAsync($"{role}@palette.example", role);
            people[role] = await world.Portal.SignInAsync($"{role}@palette.example", role);
        }

        // Each thing by what one would type.
        var (officer, auditor) = (people[Roles.ComplianceOfficer], people[Roles.Auditor]);
        foreach (
            var (who, typed, href) in new (HttpClient, string, string)[]
            {
                (officer, "hither-model 1.0.0", $"/models/{here["model"]}/versions/1.0.0"),
                (officer, "hither-model@1.0.0", $"/models/{here["model"]}/versions/1.0.0"),
                (officer, "1.0.0", $"/models/{here["model"]}/versions/1.0.0"),
                (officer, "alerts", "/alerts"),
                (officer, here["alert"], $"/alerts?model={here["model"]}&rule=drift"),
                (officer, "obligations", "/compliance/obligations"),
                (officer, "report", "/compliance/reports"),
                (officer, here["report"], $"/reports/{here["report"]}"),
                (officer, "annex", $"/compliance/systems/{here["system"]}/technical-file"),
                (officer, "annex", "/reports/new?kind=annex-iv"),
                (officer, here["evidence"], $"/models/{here["model"]}/versions/1.0.0?tab=validation"),
                (officer, "gate", "/policies"),
                (officer, "drift", "/monitoring"),
                (officer, here["risk"], $"/risks/{here["risk"]}"),
                (officer, here["incident"], $"/incidents/{here["incident"]}"),
                (officer, here["use-case"], $"/compliance/use-cases/{here["use-case"]}"),
                (officer, here["retirement"], $"/retirements/{here["retirement"]}"),
                (officer, "hither-decision", "/decisions/hither-decision"),
                (officer, "playbook", "/playbooks/model-harm"),
                (officer, "password", "/account/security"),
                (officer, "help", "/openapi"),
                (admin, "users", "/admin/users"),
                (admin, "invite", "/admin/users?open=invite"),
                (admin, "api key", "/admin/keys"),
                (admin, "create key", "/admin/keys?open=key"),
                (admin, "roles", "/admin/roles"),
                (admin, "integrations", "/admin/integrations"),
                (admin, "owner@bank", "/admin/users?q=owner%40bank.example"),
                (auditor, "#0", "/audit/0"),
                (auditor, "verify", "/audit/verify"),
            }
        )
        {
            var found = await FindAsync(who, $"q={Uri.EscapeDataString(typed)}");
            Assert.True(found.Any(h => h.Href == href), $"{typed}: {string.Join(" ", found.Select(h => h.Href))}");
        }

        Assert.Equal(here["promotion"], (await FindAsync(officer, $"q={here["promotion"]}"))[0].About);

        // In German by German words, and by the English ones one knows all the same.
        foreach (var typed in new[] { "einladen", "invite", "Schlüssel" })
        {
            Assert.Contains(
                await FindAsync(admin, $"q={Uri.EscapeDataString(typed)}", "de"),
                h => h.Href!.StartsWith("/admin/", StringComparison.Ordinal)
            );
        }

        // No one is led where they may not go, by whatever they type.
        foreach (var (role, client) in Soak.Sample(people, every: 5))
        {
            var hrefs = new HashSet<string>(StringComparer.Ordinal);
            foreach (var typed in s_words)
            {
                // What follows the path opens a dialog or a filter of the page.
                hrefs.UnionWith(
                    (await FindAsync(client, $"q={Uri.EscapeDataString(typed)}")).Select(h => h.Href?.Split('?')[0]).OfType<string>()
                );
            }

            foreach (var href in hrefs)
            {
                using var answer = await client.GetAsync(href, Ct);
                Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{role} is led to {href}: {answer.StatusCode}");
            }

            Assert.True(role == Roles.Administrator || !hrefs.Any(h => h.StartsWith("/admin", StringComparison.Ordinal)), role);
        }

        // Pages opened last have their names from what the reader may see now.
        var addresses = $"recent=/risks/{here["risk"]}&recent=/admin/users&recent=/audit/0&recent=//elsewhere.example&recent=/risks";
        Assert.Equal([$"/risks/{here["risk"]}", "/admin/users", "/audit/0", "/risks"], Recent(await FindAsync(admin, addresses)));
        Assert.Equal([$"/risks/{here["risk"]}", "/risks"], Recent(await FindAsync(people[Roles.Engineer], addresses)));

        await StaysWithinAsync(world);
    }

    // Whose role was given for one system finds nothing of another, under no word and by no address.
    private static async Task StaysWithinAsync(ScopedWorld world)
    {
        using var limited = await world.LimitedAsync(Roles.ComplianceOfficer);
        var there = world.There;
        foreach (var typed in s_words.Concat(there.Values).Append("yonder"))
        {
            var text = await limited.GetStringAsync($"/api/v1/find?q={Uri.EscapeDataString(typed)}", Ct);
            Assert.True(!text.Contains("yonder", StringComparison.Ordinal), $"{typed}: {text}");
            Assert.True(!text.Contains("/audit", StringComparison.Ordinal), $"{typed}: {text}");
        }

        Assert.Equal(
            [$"/risks/{world.Here["risk"]}"],
            Recent(
                await FindAsync(
                    limited,
                    $"recent=/risks/{there["risk"]}&recent=/models/{there["model"]}/versions/1.0.0&recent=/risks/{world.Here["risk"]}"
                )
            )
        );
    }

    private static IEnumerable<string?> Recent(IEnumerable<Found> found) => found.Where(h => h.Group == "Recent").Select(h => h.Href);

    private static async Task<IReadOnlyList<Found>> FindAsync(HttpClient client, string query, string language = "en")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/find?{query}");
        request.Headers.Add("X-Page-Language", language);
        using var response = await client.SendAsync(request, Ct);
        Assert.True(response.IsSuccessStatusCode, $"{query}: {await response.Content.ReadAsStringAsync(Ct)}");
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        return
        [
            .. answer["items"]!
                .AsArray()
                .Select(i => new Found((string)i!["group"]!, (string)i["title"]!, (string)i["about"]!, (string?)i["href"])),
        ];
    }

    private sealed record Found(string Group, string Title, string About, string? Href);
}
