using Governance.Domain.Agents;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.Agents;

public class AgentTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_mei = new(7);
    private static readonly UserId s_jonas = new(8);

    [Fact]
    public void Stop_Twice_KeepsTheFirstReason()
    {
        var agent = Registered();

        Assert.True(agent.Stop("user:USR-0007", [s_mei], " It paid twice ", s_now).Value);
        Assert.False(agent.Stop("user:USR-0008", [s_jonas], "Another reason", s_now.AddMinutes(1)).Value);

        Assert.Equal(AgentState.Stopped, agent.State);
        Assert.Equal(("It paid twice", "user:USR-0007", s_now), (agent.StopReason!.Text, agent.StoppedBy, agent.StoppedAt));
    }

    [Fact]
    public void Resume_ByWhoStoppedIt_IsRefused_AndBySomeoneElse_Counts()
    {
        var agent = Registered();
        agent.Stop("key:KEY-0001", [s_mei], "It paid twice", s_now);

        Assert.Equal("agent.resumed-by-stopper", agent.Resume("user:USR-0007", s_mei, "Fixed", s_now.AddHours(1)).Refusal!.Code);
        Assert.True(agent.IsStopped);
        Assert.True(agent.Resume("user:USR-0008", s_jonas, "The payment tool asks now", s_now.AddHours(2)).Value);
        Assert.False(agent.Resume("user:USR-0008", s_jonas, "Again", s_now.AddHours(3)).Value);

        Assert.False(agent.IsStopped);
        Assert.Equal("The payment tool asks now", agent.ResumeReason!.Text);
        Assert.Equal("It paid twice", agent.StopReason!.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void StopAndResume_WithoutReason_AreRefused(string? reason)
    {
        var agent = Registered();
        Assert.Equal("agent.reason-missing", agent.Stop("host", [], reason, s_now).Refusal!.Code);
        Assert.Equal("agent.reason-missing", agent.Stop("host", [], new string('x', 2_001), s_now).Refusal!.Code);
        agent.Stop("host", [], "Stop", s_now);
        Assert.Equal("agent.reason-missing", agent.Resume("user:USR-0008", s_jonas, reason, s_now).Refusal!.Code);
    }

    private static Agent Registered() =>
        Agent.Register(Model.Register(new ModelFacts("invoice-agent"), s_mei, [], "user:USR-0007", s_now).Value, "user:USR-0007", s_now);
}
