using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Compliance.Targets;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;

namespace Governance.Portal.Tests.Targets;

/// <summary>A model with its gate, an AI system that uses it, and the people who draft and sign.</summary>
internal sealed class TargetsScene : IAsyncDisposable
{
    public const string System = "SYS-0001";
    public const string Address = $"/api/v1/systems/{System}/targets";

    private TargetsScene(ApprovalsScene approvals) => Approvals = approvals;

    public ApprovalsScene Approvals { get; }

    public PortalFactory Portal => Approvals.Portal;

    /// <summary>Drafts.</summary>
    public Actor Compliance { get; private set; } = null!;

    /// <summary>Signs.</summary>
    public Actor Risk { get; private set; } = null!;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TargetsScene> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = new TargetsScene(await ApprovalsScene.CreateAsync(kind));
        scene.Compliance = await scene.Approvals.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        scene.Risk = await scene.Approvals.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var system = await scene
            .Approvals.Get<RegisterSystem>()
            .RunAsync(
                scene.Compliance,
                new("Fraud desk", "Finds payments that are fraud", "owner@test.example") { Models = [ApprovalsScene.ModelName] },
                Ct
            );
        Assert.True(system.IsDone, system.Refusal?.Message);
        return scene;
    }

    /// <summary>Drafts an appetite and a target for auc, and signs them.</summary>
    public async Task<TargetsView> SignedAsync(int appetite = 9, double auc = 0.8)
    {
        var drafted = await DraftAsync(appetite, auc);
        return await SignAsync(drafted.Draft!.ContentSha256);
    }

    public async Task<TargetsView> DraftAsync(int appetite = 9, double auc = 0.8)
    {
        var drafted = await Approvals
            .Get<DraftTargets>()
            .RunAsync(
                Compliance,
                new(new(1), new(appetite, "Stops payments", [new("auc", null, auc, null, null, "Too much fraud below it")])),
                Ct
            );
        Assert.True(drafted.IsDone, drafted.Refusal?.Message);
        return await ReadAsync();
    }

    public async Task<TargetsView> SignAsync(string sha256)
    {
        var signed = await Approvals.Get<SignTargets>().RunAsync(Risk, new(new(1), sha256, await Approvals.ProofAsync(Risk)), Ct);
        Assert.True(signed.IsDone, signed.Refusal?.Message);
        return await ReadAsync();
    }

    public async Task<TargetsView> ReadAsync() => (await Approvals.Get<GetTargets>().RunAsync(new(1), Ct)).Value;

    public static async Task<JsonObject> SendAsync(
        HttpClient client,
        HttpMethod method,
        string address,
        object? body,
        HttpStatusCode expected,
        string? proof = null
    )
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        if (proof is not null)
        {
            request.Headers.Add("X-Reauthentication", proof);
        }

        using var answer = await client.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public async ValueTask DisposeAsync() => await Approvals.DisposeAsync();
}
