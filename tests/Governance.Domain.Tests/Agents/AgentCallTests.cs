using Governance.Domain.Agents.Calls;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.Agents;

public class AgentCallTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_owner = new(7);
    private static readonly UserId s_deputy = new(8);
    private static readonly UserId s_asker = new(10);
    private static readonly Result<SigningProof> s_proof = new SigningProof("password", s_now);

    private static readonly Model s_agent = Model
        .Register(new ModelFacts("invoice-agent"), s_owner, [s_deputy, s_asker], "user:USR-0007", s_now)
        .Value;

    [Fact]
    public void Ask_IsOpenUntilItsTimeIsOver_AndNotAtThatInstant()
    {
        var call = Asked();

        Assert.Equal(s_now.AddMinutes(30), call.ExpiresAt);
        Assert.True(call.IsOpen(s_now.AddMinutes(30).AddTicks(-1)));
        Assert.False(call.IsOpen(s_now.AddMinutes(30)));
        Assert.True(Give(call, s_owner, now: s_now.AddMinutes(30).AddTicks(-1)).IsDone);
        Assert.Equal("agent-call.too-late", Give(call, s_owner, now: s_now.AddMinutes(30)).Refusal!.Code);
    }

    [Theory]
    [InlineData(7, Roles.ModelOwner, null)]
    [InlineData(8, Roles.Engineer, null)]
    [InlineData(9, Roles.SecurityReviewer, null)]
    [InlineData(9, Roles.ModelOwner, "agent-call.not-yours")]
    [InlineData(9, Roles.Administrator, "agent-call.not-yours")]
    [InlineData(9, null, "agent-call.not-yours")]
    // Behind the key that asked, and a deputy or a security reviewer besides.
    [InlineData(10, Roles.ModelOwner, "agent-call.own-key")]
    [InlineData(10, Roles.SecurityReviewer, "agent-call.own-key")]
    public void Answer_IsOfOwnerDeputyAndSecurityReviewer_NeverOfWhoAsked(int person, string? role, string? refusal)
    {
        Assert.Equal(refusal, AgentCallAnswer.WhyNot(Asked(), s_agent, new UserId(person), role)?.Code);
        Assert.Equal(refusal, Give(Asked(), new UserId(person), role: role).Refusal?.Code);
    }

    [Fact]
    public void Allowing_WhatIsSigned_TakesAProof_AndRefusingItNone()
    {
        var call = Asked(needsSignature: true);

        Assert.Equal(RefusalKind.Unauthenticated, Give(call, s_owner).Refusal!.Kind);
        var signed = Give(call, s_owner, proof: s_proof).Value;
        var refused = Give(call, s_owner, allows: false).Value;

        Assert.Equal((true, "password", s_now), (signed.Allows, signed.AuthenticationMethod, signed.AuthenticatedAt!.Value));
        Assert.Equal((false, null), (refused.Allows, refused.AuthenticationMethod));
        // A proof that was not needed is not stored as if it had been.
        Assert.Null(Give(Asked(), s_owner, proof: s_proof).Value.AuthenticationMethod);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Answer_WithoutAReason_IsRefused(string? reason)
    {
        Assert.Equal("agent.reason-missing", Give(Asked(), s_owner, reason: reason).Refusal!.Code);
        Assert.Equal("agent.reason-missing", Give(Asked(), s_owner, reason: new string('x', 2_001)).Refusal!.Code);
        Assert.Equal("It is paid", Give(Asked(), s_owner, reason: " It is paid ").Value.Reason.Text);
    }

    [Fact]
    public void Answer_ToACallThatAsksNoOne_IsRefused()
    {
        var call = Call(new CallRuling(CallVerdict.Deny, CallRuling.ByManifest, "No"));

        Assert.Equal("agent-call.not-asked", Give(call, s_owner).Refusal!.Code);
        Assert.Null(call.ExpiresAt);
    }

    [Fact]
    public void Arguments_AreKeptOfWhatAsks_AndErasedAfterItsTime_WithoutTouchingTheCommitment()
    {
        Assert.Null(Call(new CallRuling(CallVerdict.Allow, CallRuling.ByManifest, "Yes")).Arguments);
        var call = Asked();
        Assert.Equal("{\"to\":\"ACME\"}", call.Arguments);
        Assert.Equal(SaltedText.Of(call.Arguments!, call.ArgumentsSalt!).Sha256, call.ArgumentsSha256);

        Assert.False(call.EraseArguments(s_now.AddMinutes(29)));
        Assert.False(call.IsErased);
        Assert.True(call.EraseArguments(s_now.AddMinutes(30)));
        Assert.False(call.EraseArguments(s_now.AddMinutes(31)));

        Assert.True(call.IsErased);
        Assert.Equal((null, null), (call.Arguments, call.ArgumentsSalt));
        Assert.Equal(call.Commitment, call.Committed());
    }

    [Theory]
    [InlineData(0.00001, "agent-call.amount")]
    [InlineData(-1, "agent-call.amount")]
    [InlineData(120.5, null)]
    public void Request_WithAnAmount_IsReadExactlyOrRefused(double amount, string? refusal)
    {
        var read = CallRequest.Of("run-1", "transfer", null, [], ((decimal)amount, "EUR"), null);

        Assert.Equal(refusal, read.Refusal?.Code);
        if (read.IsDone)
        {
            Assert.Equal((1_205_000, 120.5m), (read.Value.AmountParts, read.Value.Amount));
        }
    }

    private static AgentCall Asked(bool needsSignature = false) =>
        Call(
            new CallRuling(CallVerdict.Ask, CallRuling.ByManifest, "A person decides") { AskMinutes = 30, NeedsSignature = needsSignature }
        );

    private static AgentCall Call(CallRuling ruling) =>
        AgentCall.Decided(
            (new AgentCallId(1), new AgentCallBatchId(1), 0),
            new ActingVersion("invoice-agent", "1.0.0", new string('a', 64), "prod"),
            CallRequest.Of("run-1", "transfer", null, [], (120.5m, "EUR"), "{\"to\":\"ACME\"}").Value,
            ruling,
            ("key:KEY-0001", [s_asker]),
            s_now
        );

    private static Result<AgentCallAnswer> Give(
        AgentCall call,
        UserId person,
        string? role = Roles.ModelOwner,
        bool allows = true,
        string? reason = "The order matches",
        Result<SigningProof>? proof = null,
        DateTimeOffset? now = null
    ) => AgentCallAnswer.Give(call, s_agent, (allows, reason), new Signer(person, "Ada", role), proof, now ?? s_now);
}
