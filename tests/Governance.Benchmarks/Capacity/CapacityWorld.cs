using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Benchmarks.Scale;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Benchmarks.Capacity;

/// <summary>People, keys, an agent in production, and open promotions: what those who ask need.</summary>
/// <param name="Address">Where the portal answers.</param>
/// <param name="CallsKey">Key with agents:decide.</param>
/// <param name="DecisionsKey">Key with decisions:write.</param>
/// <param name="Promotions">Open promotions.</param>
internal sealed record CapacityWorld(Uri Address, string CallsKey, string DecisionsKey, IReadOnlyList<string> Promotions)
{
    public const string Agent = "capacity-agent";

    private const string Manifest = """
        schema: governance.agent/v1
        purpose: Reads invoices
        autonomy: supervised
        owner: Accounts payable
        models: [{name: gpt-5, version: "2026-08-07", provider: openai}]
        tools:
          - {name: find, schemaSha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, risks: [read]}
        limits: {spend: 1000, currency: EUR}
        """;

    /// <summary>Those who sign, by their slot.</summary>
    public static IReadOnlyDictionary<string, string> Signers { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["security"] = Roles.SecurityReviewer,
            ["legal"] = Roles.LegalReviewer,
            ["owner"] = Roles.ModelOwner,
        };

    public static string AddressOf(string who) => $"{who}@demo.example";

    public static async Task<CapacityWorld> MakeAsync(ScalePortal portal, int promotions, CancellationToken ct)
    {
        using var host = portal.AsHost();
        foreach (var (who, role) in Signers.Append(new("engineer", Roles.Engineer)).Append(new("risk", Roles.RiskOfficer)))
        {
            var made = await portal
                .Services.GetRequiredService<CreateUser>()
                .RunAsync(Actor.Host, new CreateUser.Command(AddressOf(who), null, [role], ScalePortal.Password), ct);
            Done(made);
        }

        var writes = await KeyAsync(portal, Scopes.RegistryWrite, null, ct);
        using var client = new HttpClient { BaseAddress = portal.Address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", writes);
        List<string> open = [];
        for (var i = 0; i <= promotions; i++)
        {
            var name = i == 0 ? Agent : string.Create(CultureInfo.InvariantCulture, $"{Agent}-{i}");
            open.Add(await RequestedAsync(client, name, ct));
        }

        var world = new CapacityWorld(
            portal.Address,
            await KeyAsync(portal, Scopes.AgentsDecide, [Agent], ct),
            await KeyAsync(portal, Scopes.DecisionsWrite, null, ct),
            open[1..]
        );
        // The first of them goes into production.
        await new CapacitySigner(world.Address).SignAllAsync(open[0], ct);
        await PostAsync(
            client,
            $"models/{Agent}/versions/1.0.0/deployments",
            new JsonObject { ["environment"] = "prod", ["promotion"] = open[0] },
            ct
        );
        return world;
    }

    private static async Task<string> RequestedAsync(HttpClient client, string name, CancellationToken ct)
    {
        await PostAsync(
            client,
            "agents",
            new JsonObject
            {
                ["name"] = name,
                ["owner"] = AddressOf("owner"),
                ["riskClass"] = "minimal",
            },
            ct
        );
        using (var manifest = new StringContent(Manifest, Encoding.UTF8, "application/yaml"))
        {
            using var made = await client.PostAsync(
                new Uri($"/api/v1/agents/{name}/versions?version=1.0.0", UriKind.Relative),
                manifest,
                ct
            );
            await AnsweredAsync(made, ct);
        }

        var requested = await PostAsync(
            client,
            $"agents/{name}/versions/1.0.0/promotions",
            new JsonObject { ["to"] = "production", ["reason"] = "Reads invoices" },
            ct
        );
        return (string)requested["id"]!;
    }

    private static async Task<JsonObject> PostAsync(HttpClient client, string path, JsonObject body, CancellationToken ct)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/{path}", body, ct);
        return JsonNode.Parse(await AnsweredAsync(answer, ct))!.AsObject();
    }

    internal static async Task<string> AnsweredAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    }

    private static async Task<string> KeyAsync(ScalePortal portal, string scope, IReadOnlyList<string>? agents, CancellationToken ct)
    {
        var made = await portal
            .Services.GetRequiredService<CreateKey>()
            .RunAsync(Actor.Host, new CreateKey.Command(scope, [scope], 30, AddressOf("engineer")) { Agents = agents }, ct);
        Done(made);
        return made.Value.Text;
    }

    private static void Done<T>(Result<T> outcome)
    {
        if (outcome.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"{refusal.Code}: {refusal.Message}");
        }
    }
}
