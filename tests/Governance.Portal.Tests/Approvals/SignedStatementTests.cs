using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Portal.Kernel.Sealing;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Approvals;

/// <summary>Every decision has a statement that a stranger can verify with the published key and the log alone.</summary>
public sealed class SignedStatementTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite, "approve", null, null)]
    [WholeData(DatabaseKind.Postgres, "approve-with-condition", null, "Retrain by May")]
    [InlineData(DatabaseKind.Sqlite, "request-changes", "Name the test set", null)]
    [WholeData(DatabaseKind.Postgres, "reject", "No penetration test", null)]
    public async Task Decision_OfAnyKind_IsSealedAndNamedInTheLog(DatabaseKind kind, string decision, string? comment, string? condition)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        var signed = await scene.SignAsync(id, scene.Legal, "legal", decision, comment, condition);
        var client = await scene.Portal.SignInAsync("engineer@test.example");

        using var answer = await client.GetAsync($"/api/v1/promotions/{id}/signoffs/{signed.Value.SignOff}/statement", ApprovalsScene.Ct);
        var key = DsseKey.FromPem(await client.GetStringAsync("/api/v1/promotions/seal", ApprovalsScene.Ct))!;

        Assert.Equal(DsseEnvelope.MediaType, answer.Content.Headers.ContentType!.MediaType);
        var envelope = DsseEnvelope.Parse(await answer.Content.ReadAsByteArrayAsync(ApprovalsScene.Ct))!;
        var entry = Assert.Single(await scene.LogAsync("promotion.signed", id.ToString()));
        var view = await scene.ReadAsync(id);
        Assert.Equal(key.Id, envelope.Signatures[0].KeyId);
        Assert.Null(SignOffStatement.Doubts(envelope, key, id, view.BundleDigest, (string)entry["data"]!["statementSha256"]!));
        var predicate = JsonNode.Parse(envelope.Payload)!["predicate"]!;
        Assert.Equal(
            (decision, (string?)entry["data"]!["commentSha256"], (string?)entry["data"]!["conditionSha256"]),
            ((string?)predicate["decision"], (string?)predicate["reasonSha256"], (string?)predicate["conditionSha256"])
        );
        Assert.Equal(
            ("password", scene.Legal.Session),
            ((string?)predicate["authentication"]!["method"], (string?)predicate["authentication"]!["sessionSha256"])
        );
        Assert.Equal(
            (view.Gate.ResultSha256, view.Gate.PolicyDigest),
            ((string?)predicate["gateResultSha256"], (string?)predicate["policySha256"])
        );
        Assert.Equal(SignatureLevel.Simple, view.SignOffs[0].Level);
    }

    [Fact]
    public async Task Envelope_CopiedToAnotherPromotion_FailsOnItsSubject()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var first = await scene.RequestAsync(to: "staging");
        var second = await scene.RequestAsync();
        await scene.SignAllAsync(second);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        var stored = await db.SignedStatements.OrderBy(s => s.SignOff).FirstAsync(ApprovalsScene.Ct);
        var envelope = DsseEnvelope.Parse(stored.Envelope)!;
        var key = (await scene.Get<StatementSeal>().PublicAsync(ApprovalsScene.Ct)).Value;

        var doubts = SignOffStatement.Doubts(envelope, key, first, (await scene.ReadAsync(first)).BundleDigest, envelope.PayloadSha256);

        Assert.Equal($"The statement is about {second}, not about {first}.", doubts);
        Assert.Null(SignOffStatement.Doubts(envelope, key, second, (await scene.ReadAsync(second)).BundleDigest, envelope.PayloadSha256));
    }

    [Fact]
    public async Task Statement_AskedForUnderAnotherPromotionOrWithoutAPasskey_IsNotThere()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var staging = await scene.RequestAsync(to: "staging");
        var id = await scene.RequestAsync();
        var signed = await scene.SignAsync(id, scene.Legal, "legal");
        var client = await scene.Portal.SignInAsync("engineer@test.example");

        using var elsewhere = await client.GetAsync(
            $"/api/v1/promotions/{staging}/signoffs/{signed.Value.SignOff}/statement",
            ApprovalsScene.Ct
        );
        using var assertion = await client.GetAsync(
            $"/api/v1/promotions/{id}/signoffs/{signed.Value.SignOff}/assertion",
            ApprovalsScene.Ct
        );

        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Equal(
            "signoff.statement-missing",
            (string?)JsonNode.Parse(await assertion.Content.ReadAsStringAsync(ApprovalsScene.Ct))!["code"]
        );
    }

    [Fact]
    public async Task Decision_WhileTheSealCannotBeUsed_IsNotRecorded()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await File.WriteAllTextAsync(Path.Combine(scene.Portal.KeyFolder, SealStore.FileName), "no key", Encoding.ASCII, ApprovalsScene.Ct);

        var outcome = await scene.SignAsync(id, scene.Legal, "legal");

        Assert.Equal(PromotionRefusals.SealUnavailable, outcome.Refusal);
        Assert.Empty((await scene.ReadAsync(id)).SignOffs);
    }
}
