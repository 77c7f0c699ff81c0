using System.Text.Json;
using Governance.Domain.Approvals;
using Governance.Transparency;

namespace Governance.Domain.Tests.Approvals;

public sealed class BatchReviewTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly PromotionId s_first = new(1);
    private static readonly PromotionId s_second = new(2);
    private static readonly string s_digest = new('a', 64);

    [Theory]
    [InlineData(0)]
    [InlineData(BatchReview.Most + 1)]
    public void Start_WithNoneOrTooMany_IsRefused(int count) =>
        Assert.Equal("batch.size", BatchReview.Start(Enumerable.Range(1, count).Select(n => new PromotionId(n))).Refusal?.Code);

    [Fact]
    public void Start_NamedTwice_IsOneRequest() => Assert.Single(BatchReview.Start([s_first, s_first]).Value.Lines);

    [Theory]
    [InlineData(SignOffDecision.Approve)]
    [InlineData(SignOffDecision.ApproveWithCondition)]
    [InlineData(SignOffDecision.RequestChanges)]
    [InlineData(SignOffDecision.Reject)]
    public void Decide_OnWhatWasNotLookedAt_IsRefused(SignOffDecision decision)
    {
        var batch = BatchReview.Start([s_first, s_second]).Value;
        Look(batch, s_first);

        Assert.Equal("batch.not-looked-at", batch.Decide(s_second, decision, "because", "a condition")?.Code);
        Assert.Equal(BatchLineState.Unseen, batch.Lines[1].State);
        Assert.Equal("batch.nothing-decided", batch.Confirm().Refusal?.Code);
    }

    [Fact]
    public void Decide_OnARequestThatWasNotChosen_IsRefused()
    {
        var batch = BatchReview.Start([s_first]).Value;

        Assert.Equal("batch.not-chosen", batch.Look(s_second, SignOffRole.Legal, null, s_digest, blocked: false, s_now).Refusal?.Code);
        Assert.Equal("batch.not-chosen", batch.Decide(s_second, SignOffDecision.Approve, null, null)?.Code);
        Assert.Equal("batch.not-chosen", batch.Skip(s_second)?.Code);
    }

    [Fact]
    public void Decide_ToApproveWhatAGateBlocks_IsRefused_ButChangesCanBeAskedFor()
    {
        var batch = BatchReview.Start([s_first]).Value;
        batch.Look(s_first, SignOffRole.Legal, null, s_digest, blocked: true, s_now);

        Assert.Equal("promotion.gate-blocks", batch.Decide(s_first, SignOffDecision.Approve, null, null)?.Code);
        Assert.Equal("promotion.gate-blocks", batch.Decide(s_first, SignOffDecision.ApproveWithCondition, null, "later")?.Code);
        Assert.Null(batch.Decide(s_first, SignOffDecision.RequestChanges, "Lower the bias", null));
    }

    [Theory]
    [InlineData(SignOffDecision.ApproveWithCondition)]
    [InlineData(SignOffDecision.RequestChanges)]
    [InlineData(SignOffDecision.Reject)]
    public void Decide_WithoutTheWordsItNeeds_IsRefused(SignOffDecision decision)
    {
        var batch = BatchReview.Start([s_first]).Value;
        Look(batch, s_first);

        Assert.Equal("signoff.words-missing", batch.Decide(s_first, decision, " ", " ")?.Code);
        Assert.Equal(BatchLineState.LookedAt, batch.Lines[0].State);
    }

    [Fact]
    public void Look_AtAChangedBundle_TakesTheDecisionAway()
    {
        var batch = BatchReview.Start([s_first]).Value;
        Look(batch, s_first);
        Assert.Null(batch.Decide(s_first, SignOffDecision.Approve, null, null));

        Assert.False(Look(batch, s_first));
        Assert.Equal(BatchLineState.Decided, batch.Lines[0].State);
        Assert.True(batch.Look(s_first, SignOffRole.Legal, null, new string('b', 64), blocked: false, s_now.AddMinutes(1)).Value);
        Assert.Equal(BatchLineState.LookedAt, batch.Lines[0].State);
        Assert.False(batch.Confirm().IsDone);
    }

    [Fact]
    public void Confirm_HoldsOnlyWhatWasDecided_InTheOrderChosen()
    {
        var batch = BatchReview.Start([s_second, s_first, new PromotionId(3)]).Value;
        Look(batch, s_first);
        Look(batch, s_second);
        Look(batch, new PromotionId(3));
        Assert.Null(batch.Decide(s_first, SignOffDecision.Reject, "Not now", null));
        Assert.Null(batch.Decide(s_second, SignOffDecision.Approve, null, "dropped with the decision it belongs to"));
        Assert.Null(batch.Decide(new PromotionId(3), SignOffDecision.Approve, null, null));
        Assert.Null(batch.Skip(new PromotionId(3)));

        var confirmed = batch.Confirm().Value;

        Assert.Equal([s_second, s_first], confirmed.Decisions.Select(d => d.Promotion));
        Assert.Null(confirmed.Decisions[0].Condition);
        Assert.Equal(new BatchPlace(confirmed.Sha256, 2, 2), confirmed.PlaceOf(1));
    }

    [Fact]
    public void Digest_IsThatOfTheCanonicalList_AndChangesWithAnyDecision()
    {
        var approving = Decided(SignOffDecision.Approve);
        var rejecting = Decided(SignOffDecision.Reject);

        Assert.Equal(Sha256Hex.Of(approving.ToBytes()), approving.Sha256);
        Assert.NotEqual(approving.Sha256, rejecting.Sha256);
        using var list = JsonDocument.Parse(approving.ToBytes());
        Assert.Equal(SignOffBatch.Schema, list.RootElement.GetProperty("schema").GetString());
        var one = list.RootElement.GetProperty("decisions")[0];
        Assert.Equal(
            ("APR-0001", "legal", "approve", s_digest, "2026-11-20T09:00:00.000Z"),
            (
                one.GetProperty("promotion").GetString(),
                one.GetProperty("role").GetString(),
                one.GetProperty("decision").GetString(),
                one.GetProperty("bundleDigest").GetString(),
                one.GetProperty("lookedAt").GetString()
            )
        );
    }

    private static SignOffBatch Decided(SignOffDecision decision)
    {
        var batch = BatchReview.Start([s_first]).Value;
        Look(batch, s_first);
        Assert.Null(batch.Decide(s_first, decision, "because", null));
        return batch.Confirm().Value;
    }

    private static bool Look(BatchReview batch, PromotionId promotion) =>
        batch.Look(promotion, SignOffRole.Legal, null, s_digest, blocked: false, s_now).Value;
}
