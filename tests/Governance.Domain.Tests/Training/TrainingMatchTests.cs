using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Training;

namespace Governance.Domain.Tests.Training;

public sealed class TrainingMatchTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly string s_digest = new('a', 64);

    [Fact]
    public void Run_IsCovered_WhenItBeganWhileThePermitCounted_WhateverWasIssuedSince()
    {
        var permit = Permit();
        IssuedTrainingPermit[] issued = [Issued(permit, 0), Issued(permit, 60)];

        Assert.Equal(TrainingVerdict.Covered, TrainingMatch.Of(Run(5), [permit], issued).Verdict);
        Assert.Equal(TrainingVerdict.Covered, TrainingMatch.Of(Run(65), [permit], issued).Verdict);
        Assert.Equal(TrainingVerdict.PermitExpired, TrainingMatch.Of(Run(15), [permit], issued).Verdict);
        Assert.Equal(TrainingVerdict.NoPermit, TrainingMatch.Of(Run(-10), [permit], issued).Verdict);
        Assert.Equal(TrainingVerdict.NoPermit, TrainingMatch.Of(Run(5), [permit], []).Verdict);
    }

    [Fact]
    public void Permit_RevokedBeforeTheRun_DoesNotCoverIt_RevokedLater_ItDoes()
    {
        var permit = Permit();
        Assert.True(permit.Revoke(s_now.AddMinutes(5)).IsDone);

        Assert.Equal(TrainingVerdict.Covered, TrainingMatch.Of(Run(4), [permit], [Issued(permit, 0)]).Verdict);
        Assert.Equal(TrainingVerdict.PermitRevoked, TrainingMatch.Of(Run(5), [permit], [Issued(permit, 0)]).Verdict);
    }

    [Theory]
    [InlineData("payments", "1", null, null)]
    [InlineData("payments", null, null, null)]
    [InlineData("payments", "2", null, TrainingGapReason.OtherVersion)]
    [InlineData("renamed", null, "a", null)]
    [InlineData("payments", null, "b", TrainingGapReason.OtherVersion)]
    [InlineData("clicks", "1", null, TrainingGapReason.NotNamed)]
    public void Dataset_IsNamedByItsDigest_ElseByNameAndVersion(string name, string? version, string? digit, TrainingGapReason? why)
    {
        var permit = Permit();
        var run = Run(1) with { Data = [new(name, version, digit is null ? null : new string(digit[0], 64))] };

        var match = TrainingMatch.Of(run, [permit], [Issued(permit, 0)]);

        Assert.Equal(why, match.Gaps.Count == 0 ? null : match.Gaps[0].Why);
        Assert.Equal(why is null ? TrainingVerdict.Covered : TrainingVerdict.CoveredInPart, match.Verdict);
    }

    [Fact]
    public void Run_ThatNamesAPermit_IsComparedWithThatOne_ElseByModelAndCommit()
    {
        var permit = Permit();
        TrainingVerdict Of(TrainedRun run) => TrainingMatch.Of(run, [permit], [Issued(permit, 0)]).Verdict;

        Assert.Equal(TrainingVerdict.Covered, Of(Run(1) with { Permit = "TRN-0001", Model = null }));
        Assert.Equal(TrainingVerdict.NoPermit, Of(Run(1) with { Permit = "TRN-0002" }));
        Assert.Equal(TrainingVerdict.NoPermit, Of(Run(1) with { Permit = "TRN-0001", Commit = "0000000" }));
        Assert.Equal(TrainingVerdict.NoPermit, Of(Run(1) with { Model = null }));
        Assert.Equal(TrainingVerdict.NoPermit, Of(Run(1) with { Model = "other" }));
        Assert.Equal(TrainingVerdict.NoPermit, Of(Run(1) with { Commit = "0000000" }));
        Assert.Equal(TrainingVerdict.Covered, Of(Run(1) with { Commit = "a41f09c2222222222222222222222222222222ab" }));
        Assert.Equal(TrainingVerdict.CoveredInPart, Of(Run(1) with { Purpose = "marketing" }));
    }

    [Fact]
    public void Finding_IsAnsweredOnce_ByThoseAsked_AndWaitsAgainWhenItIsAnother()
    {
        var run = TrainingRun.Of(new(1), Run(1), s_now);
        Assert.True(run.Judge(Run(1), TrainingMatch.None(Run(1)), [new UserId(2)]));
        Assert.False(run.Judge(Run(1), TrainingMatch.None(Run(1)), [new UserId(2)]));
        Assert.Equal("training.run-not-asked", run.Settle(new UserId(9), "A test", s_now)?.Code);
        Assert.Equal("training.reason-missing", run.Settle(new UserId(2), " ", s_now)?.Code);
        Assert.Null(run.Settle(new UserId(2), "A test", s_now));
        Assert.Equal("training.run-answered", run.Settle(new UserId(2), "A test", s_now)?.Code);

        var more = Run(1) with { Data = [new("payments", "1", null), new("clicks", null, null)] };
        Assert.True(run.Judge(more, TrainingMatch.None(more), [new UserId(2)]));
        Assert.True(run.IsOpen);
    }

    private static TrainedRun Run(int minute) =>
        new("0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11", "etl/train", s_now.AddMinutes(minute), [new("payments", "1", null)])
        {
            Model = "fraud-scorer",
            Commit = "a41f09c",
        };

    private static IssuedTrainingPermit Issued(TrainingPermit permit, int minute) =>
        IssuedTrainingPermit.Of(
            new TrainingStatement
            {
                Permit = permit.Id,
                Issuer = "Bank",
                Model = permit.Model,
                Data = [],
                Commit = permit.Commit,
                Purpose = permit.Purpose,
                Environment = permit.Environment,
                IssuedAt = s_now.AddMinutes(minute),
                ExpiresAt = s_now.AddMinutes(minute + 15),
            },
            $"{minute}"
        );

    private static TrainingPermit Permit()
    {
        var owner = new UserId(2);
        var permit = TrainingPermit
            .Ask(
                new(1),
                new("fraud-scorer", [new("payments", "1", s_digest, "DTS-0001", owner.ToString())], "a41f09c", "scoring", null, "eu"),
                needsSecurity: false,
                "user",
                [new UserId(1)],
                s_now
            )
            .Value;
        var answer = TrainingAnswer.Give(
            permit,
            [],
            (true, "Within its purpose"),
            new Signer(owner, "Name", Roles.ModelOwner),
            new("password", s_now),
            s_now
        );
        permit.Hear([answer.Value], s_now);
        return permit;
    }
}
