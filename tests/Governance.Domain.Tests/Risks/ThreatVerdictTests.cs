using Governance.Domain.Identity;
using Governance.Domain.Risks;

namespace Governance.Domain.Tests.Risks;

public sealed class ThreatVerdictTests
{
    private static readonly Access s_officer = new()
    {
        Actor = Actor.OfUser(new UserId(2), Roles.RiskOfficer, session: null),
        PrintedName = "Ingrid Solberg",
    };

    [Fact]
    public void Say_NotApplicableThenApplicable_GivesTwoVersionsThatNeverChange()
    {
        var excluded = Say(null, applies: false).Value;
        var back = Say(excluded, applies: true).Value;

        Assert.Equal((1, false, 2, true), (excluded.Number, excluded.Applies, back.Number, back.Applies));
        Assert.Equal("LLM06:2026/fraud", back.AuditSubject);
    }

    [Fact]
    public void Say_WhatCountsAlready_IsRefused()
    {
        Assert.Equal("risk.threat-applies", Say(null, applies: true).Refusal?.Code);
        Assert.Equal("risk.threat-excluded", Say(Say(null, applies: false).Value, applies: false).Refusal?.Code);
    }

    [Fact]
    public void Say_WithoutAReason_IsRefused() => Assert.Equal("risk.reason-missing", Say(null, applies: false, " ").Refusal?.Code);

    private static Result<ThreatVerdict> Say(ThreatVerdict? before, bool applies, string reason = "There is no prompt.") =>
        ThreatVerdict.Say("owasp-llm-2026", "LLM06:2026", "fraud", before, applies, reason, s_officer, DateTimeOffset.UnixEpoch);
}
