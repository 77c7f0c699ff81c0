using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;

namespace Governance.Portal.Tests.Notifications;

/// <summary>What counts only with a second person's word: that person is told, and no longer once it is given.</summary>
public sealed class ConfirmationNoticeTests
{
    private const string Risk = "risk@test.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AccessThatWaits_IsToldToThoseWhoMayConfirmIt_UntilOneDoes(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var admin = await scene.AdministratorAsync();
        await scene.Portal.CreateUserAsync(Risk, Roles.RiskOfficer);
        await scene.Portal.CreateUserAsync("else@test.example", Roles.Engineer);
        await NotificationsApiTests.ToldAsync(scene.Inner);

        using var made = await admin.PostAsJsonAsync(
            "/api/v1/users",
            new JsonObject { ["email"] = "made@test.example", ["roles"] = new JsonArray(Roles.LegalReviewer) },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var user = (string)(await made.Content.ReadFromJsonAsync<JsonObject>(Ct))!["user"]!["id"]!;
        await NotificationsApiTests.ToldAsync(scene.Inner);

        using var risk = await scene.Portal.SignInAsync(Risk);
        var told = await AskedAsync(risk);
        Assert.NotEmpty(told);
        Assert.All(told, t => Assert.Equal((user, "/confirm-access"), ((string?)t["subject"], (string?)t["link"])));
        Assert.StartsWith("Confirm the access of ", (string?)told[0]["title"], StringComparison.Ordinal);
        Assert.Empty(await AskedAsync(admin)); // who gave it cannot confirm it
        Assert.Empty(await AskedAsync(await scene.Portal.SignInAsync("else@test.example")));

        await scene.ConfirmAsync(user);
        await NotificationsApiTests.ToldAsync(scene.Inner);
        Assert.Empty(await AskedAsync(risk));
    }

    [Fact]
    public async Task DelegationOffered_IsToldToTheDelegate_UntilItIsAnswered()
    {
        await using var scene = await ProbeScene.CreateAsync(DatabaseKind.Sqlite);
        await scene.Portal.CreateUserAsync("compliance@test.example", Roles.ComplianceOfficer);
        await NotificationsApiTests.ToldAsync(scene.Inner);

        var id = await scene.DelegateAsync(await scene.LegalAsync(), "legal", "compliance@test.example", accept: false);
        await NotificationsApiTests.ToldAsync(scene.Inner);
        using var delegatee = await scene.Portal.SignInAsync("compliance@test.example");
        var told = Assert.Single(await AskedAsync(delegatee));
        Assert.Equal(id, (string?)told["subject"]);
        Assert.EndsWith("asks you to sign on their behalf", (string?)told["title"], StringComparison.Ordinal);

        await scene.AnswerAsync(delegatee, id, "accept", HttpStatusCode.OK);
        await NotificationsApiTests.ToldAsync(scene.Inner);
        Assert.Empty(await AskedAsync(delegatee));
    }

    [Fact]
    public async Task LowerClassAsked_IsToldToRiskOfficers()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.PersonAsync(Risk, Roles.RiskOfficer);
        await NotificationsApiTests.ToldAsync(scene);

        var asked = await scene
            .Get<ChangeModel>()
            .RunAsync(scene.Owner, new(ApprovalsScene.ModelName, null) { RiskClass = new Patch<string>("minimal") }, Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
        await NotificationsApiTests.ToldAsync(scene);

        var told = Assert.Single(await AskedAsync(await scene.Portal.SignInAsync(Risk)));
        Assert.Equal($"/models/{ApprovalsScene.ModelName}", (string?)told["link"]);
    }

    private static async Task<IReadOnlyList<JsonObject>> AskedAsync(HttpClient client) =>
        [.. (await NotificationsApiTests.ItemsAsync(client)).Where(i => (string?)i["kind"] == "confirmation-asked")];
}
