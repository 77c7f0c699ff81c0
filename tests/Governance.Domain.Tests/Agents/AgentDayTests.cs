using Governance.Domain.Agents.Runs;

namespace Governance.Domain.Tests.Agents;

/// <summary>The figures of an agent's day, against hand calculation.</summary>
public sealed class AgentDayTests
{
    [Fact]
    public void Figures_AreShares_AndTheMeanCostOfRunsWhoseCostIsKnown()
    {
        var figures = new AgentDay(40, 6, 10, 25, 5, 8, 2, 5, 1_250_000, 0.4, 3).Figures();

        Assert.Equal(AgentDay.Names, figures.Keys);
        Assert.Equal([0.15, 0.25, 0.2, 0.25, 0.25, 0.4, 3], figures.Values);
    }

    [Fact]
    public void Figures_OfTooFewCases_AreLeftOut()
    {
        Assert.Equal([AgentDay.InjectionFindings], new AgentDay(19, 19, 0, 19, 19, 4, 4, 4, 1, null, 0).Figures().Keys);
        Assert.Empty(new AgentDay(19, 19, 0, 19, 19, 0, 0, 0, 0, null, 0).Figures());
        Assert.Equal([AgentDay.RefusalRate, AgentDay.EscalationRate], new AgentDay(20, 0, 0, 0, 0, 0, 0, 0, 0, null, 0).Figures().Keys);
    }
}
