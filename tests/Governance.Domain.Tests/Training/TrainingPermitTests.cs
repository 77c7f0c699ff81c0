using System.Security.Cryptography;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Governance.Transparency;

namespace Governance.Domain.Tests.Training;

public sealed class TrainingPermitTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_engineer = new(1);
    private static readonly UserId s_owner = new(2);
    private static readonly UserId s_security = new(3);

    [Fact]
    public void Permit_TakesEachOwnerAndSecurity_AndOneNoEndsIt()
    {
        var permit = Asked();
        var first = Answered(permit, [], s_owner, Roles.ModelOwner);
        Assert.Equal(TrainingState.Waiting, permit.State);
        Assert.Equal("training.answered", Give(permit, [first], s_owner, Roles.ModelOwner, true).Refusal?.Code);
        Answered(permit, [first], s_security, Roles.SecurityReviewer);
        Assert.Equal(TrainingState.Approved, permit.State);
        Assert.True(permit.Revoke(s_now).IsDone);
        Assert.Equal("training.not-approved", permit.Revoke(s_now).Refusal?.Code);

        var refused = Asked();
        refused.Hear([Give(refused, [], s_owner, Roles.ModelOwner, false).Value], s_now);
        Assert.Equal(TrainingState.Refused, refused.State);
    }

    [Fact]
    public void Answer_OfWhoRequested_OrOfSomeoneElse_IsRefused()
    {
        Assert.Equal("training.own-request", Give(Asked(s_security), [], s_security, Roles.SecurityReviewer, true).Refusal?.Code);
        Assert.Equal("training.not-asked", Give(Asked(), [], new UserId(9), Roles.ModelOwner, true).Refusal?.Code);
        Assert.Equal(
            "training.own-data",
            TrainingPermit.Ask(new(1), Request, true, "key:KEY-0001", [s_engineer, s_owner], s_now).Refusal?.Code
        );
    }

    [Fact]
    public void Statement_IsForItsModelDataAndCommit_AndForMinutes()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var statement = new TrainingStatement
        {
            Permit = new(1),
            Issuer = "Bank",
            Model = "fraud-scorer",
            Data = [("payments@1", new string('a', 64)), ("clicks@2", null)],
            Commit = "a41f09c",
            Purpose = "scoring",
            Environment = "eu",
            IssuedAt = s_now,
            ExpiresAt = s_now.AddMinutes(15),
        };
        var permit = DsseEnvelope.Sign(DsseEnvelope.InTotoType, statement.ToBytes(), key).ToBytes();
        string? Doubt(string data, string commit = "a41f09c", int minutes = 0) =>
            TrainingStatement.Verify(permit, [DsseKey.Of(key)], "fraud-scorer", [data], commit, s_now.AddMinutes(minutes));

        Assert.Null(Doubt("payments@1"));
        Assert.Null(Doubt("clicks@2", minutes: 14));
        Assert.Contains("does not cover payments@2", Doubt("payments@2"), StringComparison.Ordinal);
        Assert.Contains("commit", Doubt("payments@1", "b"), StringComparison.Ordinal);
        Assert.Contains("expired", Doubt("payments@1", minutes: 15), StringComparison.Ordinal);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.NotNull(TrainingStatement.Verify(permit, [DsseKey.Of(other)], "fraud-scorer", [], "a41f09c", s_now));
    }

    private static TrainingRequest Request =>
        new("fraud-scorer", [new("payments", "1", null, "DTS-0001", s_owner.ToString())], "a41f09c", "scoring", null, "eu");

    private static TrainingPermit Asked(UserId? by = null) =>
        TrainingPermit.Ask(new(1), Request, true, "user", [by ?? s_engineer], s_now).Value;

    private static Result<TrainingAnswer> Give(
        TrainingPermit permit,
        IReadOnlyCollection<TrainingAnswer> before,
        UserId person,
        string role,
        bool allows
    ) =>
        TrainingAnswer.Give(
            permit,
            before,
            (allows, "Within its purpose"),
            new Signer(person, "Name", role),
            new("password", s_now),
            s_now
        );

    private static TrainingAnswer Answered(TrainingPermit permit, TrainingAnswer[] before, UserId person, string role)
    {
        var answer = Give(permit, before, person, role, true).Value;
        permit.Hear([.. before, answer], s_now);
        return answer;
    }
}
