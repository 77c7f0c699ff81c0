using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Intake;

/// <summary>A portal with the people whom an intake needs.</summary>
public sealed class IntakeScene : IAsyncLifetime
{
    public const string Address = "/api/v1/use-cases";

    public PortalFactory Portal { get; } = new();

    public HttpClient Engineer { get; private set; } = null!;

    public HttpClient Risk { get; private set; } = null!;

    public HttpClient Security { get; private set; } = null!;

    public HttpClient Legal { get; private set; } = null!;

    public HttpClient Compliance { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Engineer = await PersonAsync("engineer@demo.example", Roles.Engineer);
        Risk = await PersonAsync("risk@demo.example", Roles.RiskOfficer);
        Security = await PersonAsync("security@demo.example", Roles.SecurityReviewer);
        Legal = await PersonAsync("legal@demo.example", Roles.LegalReviewer);
        Compliance = await PersonAsync("compliance@demo.example", Roles.ComplianceOfficer);
    }

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    /// <summary>A complete proposal.</summary>
    public static JsonObject Proposal(string title) =>
        new()
        {
            ["title"] = title,
            ["purpose"] = "Proposes the rate of a loan (secret words)",
            ["benefit"] = "Faster",
            ["affectedGroups"] = new JsonArray("Borrowers"),
            ["data"] = new JsonArray("personal"),
            ["sourcing"] = "build",
            ["hosting"] = "own-cloud",
            ["decisionRole"] = "assist",
            ["owner"] = "engineer@demo.example",
            ["wishedStart"] = "2027-06-01",
            ["screening"] = new JsonObject { ["Q40"] = new JsonArray("A3-5"), ["Q41"] = new JsonArray("A3-5-b") },
        };

    /// <summary>Proposes and submits.</summary>
    public async Task<string> SubmittedAsync(string title)
    {
        var id = (string)(await PostAsync(Engineer, "", Proposal(title), HttpStatusCode.Created))["id"]!;
        await PostAsync(Engineer, $"/{id}:submit");
        return id;
    }

    /// <summary>Brings a use case to its decision.</summary>
    public async Task<string> JudgedAsync(string title)
    {
        var id = await SubmittedAsync(title);
        await JudgeAsync(id);
        return id;
    }

    /// <summary>Each of the reviewers says what they think.</summary>
    public async Task JudgeAsync(string id)
    {
        foreach (var reviewer in new[] { Risk, Security, Legal })
        {
            await PostAsync(reviewer, $"/{id}:opinion", new JsonObject { ["verdict"] = "support", ["words"] = "Private opinion" });
        }
    }

    public static async Task<JsonObject> PostAsync(
        HttpClient client,
        string path,
        JsonObject? body = null,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        using var answer = await client.PostAsJsonAsync(Address + path, body ?? [], Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public static async Task<JsonObject> GetAsync(HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonObject>(Address + path, Ct))!;

    /// <summary>Every entry of the log, as text.</summary>
    public async Task<string> LogAsync()
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        var leaves = await db.AuditEntries.AsNoTracking().OrderBy(e => e.Index).Select(e => e.Leaf).ToListAsync(Ct);
        return string.Join('\n', leaves.Select(System.Text.Encoding.UTF8.GetString));
    }

    private async Task<HttpClient> PersonAsync(string email, string role)
    {
        await Portal.CreateUserAsync(email, role);
        return await Portal.SignInAsync(email);
    }
}
