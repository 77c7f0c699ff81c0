using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Conversations;
using Governance.Portal.Tests.Approvals;

namespace Governance.Portal.Tests.Nodes;

/// <summary>What is decided or written on one node holds on another at once: no node answers from what it remembers.</summary>
public sealed class OtherNodesObeyTests
{
    private const string Auc =
        "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.85}}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policy_PutInForceOnOneNode_JudgesTheVeryNextQuestionOnAnother()
    {
        TwoNodes.Need();
        await using var scene = await ApprovalsScene.CreateAsync(DatabaseKind.Postgres);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Auc))).IsDone);
        await scene.SignAllAsync(await scene.RequestAsync());
        await using var there = scene.Portal.Beside(scene.Clock);
        using var client = await there.CreateKeyClientAsync(null, Scopes.GateRead);
        Assert.True(await IsAllowedAsync(client));

        var stricter = ApprovalsScene.Policy("2", Auc.Replace("0.85", "0.95", StringComparison.Ordinal));
        Assert.True((await scene.ActivateAsync(stricter)).IsDone);

        Assert.False(await IsAllowedAsync(client));
    }

    [Fact]
    public async Task Draft_OfAPageWhoseNodeIsGone_IsThereOnAnother()
    {
        TwoNodes.Need();
        await using var scene = await ApprovalsScene.CreateAsync(DatabaseKind.Postgres);
        var place = WritingDrafts.OfComment(ConversationSubject.Of(await scene.RequestAsync()));
        await using var gone = scene.Portal.Beside(scene.Clock);

        Assert.True(await gone.Get<WritingDrafts>().SaveAsync(scene.Engineer, place, "Which test set?", Ct));
        await gone.DisposeAsync();

        var draft = await scene.Get<WritingDrafts>().ReadAsync(scene.Engineer, place, Ct);
        Assert.Equal("Which test set?", draft?.Text);
    }

    private static async Task<bool> IsAllowedAsync(HttpClient client)
    {
        var answer = await client.GetFromJsonAsync<JsonObject>(
            "/api/v1/gates/deploy?model=fraud-scorer&version=1.4.0&stage=production",
            Ct
        );
        return (bool)answer!["allow"]!;
    }
}
