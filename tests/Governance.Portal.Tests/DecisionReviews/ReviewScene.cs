using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Decisions.Reviews;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Tests.Decisions;
using Governance.Testing;

namespace Governance.Portal.Tests.DecisionReviews;

/// <summary>A portal with a model that sends decisions, and the people who review them.</summary>
internal sealed class ReviewScene : IAsyncDisposable
{
    public const string Address = "/api/v1/reviews";
    public const string Rules = "/api/v1/models/credit-default/review-rules";

    private ReviewScene(PortalFactory portal) => Portal = portal;

    public PortalFactory Portal { get; }

    public HttpClient Pipeline { get; private set; } = null!;

    public HttpClient Risk { get; private set; } = null!;

    public HttpClient Second { get; private set; } = null!;

    public HttpClient Owner { get; private set; } = null!;

    public HttpClient Compliance { get; private set; } = null!;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ReviewScene> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite, PortalFactory? portal = null)
    {
        var scene = new ReviewScene(portal ?? new PortalFactory(kind));
        scene.Pipeline = await DecisionLines.KeyAsync(scene.Portal);
        scene.Risk = await scene.PersonAsync("risk@demo.example", Roles.RiskOfficer);
        scene.Second = await scene.PersonAsync("second@demo.example", Roles.RiskOfficer);
        scene.Owner = await scene.PersonAsync("decider@demo.example", Roles.ModelOwner);
        scene.Compliance = await scene.PersonAsync("compliance@demo.example", Roles.ComplianceOfficer);
        return scene;
    }

    /// <summary>Sets the rules of the model: the two risk officers review in turn, the owner decides what they pass on.</summary>
    public Task<JsonObject> RuledAsync(JsonArray rules, double sampleShare = 0) =>
        SendAsync(
            Compliance,
            HttpMethod.Put,
            Rules,
            new JsonObject
            {
                ["rules"] = rules,
                ["reviewers"] = new JsonArray("risk@demo.example", "second@demo.example"),
                ["dueHours"] = 48,
                ["escalateTo"] = "decider@demo.example",
                ["sampleShare"] = sampleShare,
                ["truths"] = new JsonObject { ["1"] = "declined", ["0"] = "approved" },
            }
        );

    public static JsonObject Outcome(string value) => new() { ["kind"] = "outcome", ["value"] = value };

    /// <summary>What the job does in a round.</summary>
    public async Task WorkAsync()
    {
        await Portal.Get<FollowReviews>().RunAsync(Ct);
        await Portal.Get<WorkReviewTasks>().RunAsync(Ct);
    }

    public async Task<UploadLabels.Answer> LabelsAsync(params (string Decision, int Label)[] labels)
    {
        var csv = "decision_id,true_label\n" + string.Concat(labels.Select(l => $"{l.Decision},{l.Label}\n"));
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        var stored = await Portal.Get<UploadLabels>().RunAsync(Actor.Host, "credit-default", "2.0.0", body, Ct);
        Assert.True(stored.IsDone, stored.Refusal?.Message);
        return stored.Value;
    }

    public static Task<JsonObject> AnswerAsync(HttpClient who, string id, object body, HttpStatusCode expected = HttpStatusCode.OK) =>
        SendAsync(who, HttpMethod.Post, $"{Address}/{id}:answer", body, expected);

    public static async Task<JsonObject> SendAsync(
        HttpClient who,
        HttpMethod method,
        string path,
        object body,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await who.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public async Task<IReadOnlyList<JsonObject>> ListAsync(string query = "", HttpClient? who = null) =>
        [.. (await DecisionLines.GetAsync(who ?? Risk, Address + query))["items"]!.AsArray().Select(i => i!.AsObject())];

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    private async Task<HttpClient> PersonAsync(string email, string role)
    {
        await Portal.CreateUserAsync(email, role);
        return await Portal.SignInAsync(email);
    }
}
