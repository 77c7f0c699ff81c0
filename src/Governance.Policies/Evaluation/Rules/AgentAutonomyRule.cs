using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>agent_autonomy</c>: how far the agent acts by itself, by what its tools can do; with <c>killSwitchMaxAgeDays</c> it can be stopped,
/// and that was tried not longer ago.
/// </summary>
internal static class AgentAutonomyRule
{
    public static Finding Evaluate(RuleContext context)
    {
        if (context.Input.Agent is not { } agent)
        {
            return AgentRules.NoAgent;
        }

        var days = context.Parameters.Integer("killSwitchMaxAgeDays");
        var most = context.Parameters.Text("max")!;
        var (undone, paying) = (context.Parameters.Text("withIrreversible"), context.Parameters.Text("withMoney"));
        // In signs that every language reads.
        var expected = RuleContext.Listed(
            new[]
            {
                $"autonomy <= {most}",
                undone is null ? null : $"irreversible <= {undone}",
                paying is null ? null : $"money <= {paying}",
                days is { } age ? string.Create(CultureInfo.InvariantCulture, $"killSwitch <= {age} d") : null,
            }.OfType<string>()
        );
        var wrong = new List<string>();
        if (Level(agent.Autonomy) > Level(most))
        {
            wrong.Add($"The agent is {agent.Autonomy}, and at most {most} is accepted. Lower its autonomy in the manifest.");
        }

        AddByRisk(wrong, agent, "irreversible", undone);
        AddByRisk(wrong, agent, "money", paying);
        if (days is { } limit && WhyNotStoppable(agent.KillSwitch, context.Input.At, limit) is { } unstoppable)
        {
            wrong.Add(unstoppable);
        }

        var tested = agent.KillSwitch?.TestedOn is { } day ? string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}") : "–";
        var actual = days is null ? agent.Autonomy : $"{agent.Autonomy}, killSwitch {tested}";
        return wrong.Count == 0
            ? Finding.Pass("The agent acts by itself no further than accepted.", expected, actual)
            : Finding.Fail(string.Join(" ", wrong), expected, actual);
    }

    private static void AddByRisk(List<string> wrong, AgentManifest agent, string risk, string? most)
    {
        if (most is null || Level(agent.Autonomy) <= Level(most))
        {
            return;
        }

        var tools = agent
            .Tools.Where(tool => AgentRules.HasRisk(tool, risk))
            .Select(tool => tool.Id)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (tools.Count > 0)
        {
            wrong.Add(
                $"The agent is {agent.Autonomy}, and with tools of the risk {risk} ({RuleContext.Listed(tools.Take(10))}) at most {most} is accepted. "
                    + "Lower its autonomy, or take the tools out of the manifest."
            );
        }
    }

    private static string? WhyNotStoppable(AgentKillSwitch? killSwitch, DateTimeOffset at, int days)
    {
        if (killSwitch is null)
        {
            return "The agent has no kill switch. Describe in the manifest how it is stopped, and test it.";
        }

        if (killSwitch.TestedOn is not { } day)
        {
            return "The kill switch was never tested. Test it, and write the day into the manifest.";
        }

        // Exactly as old as allowed still counts, as ages of evidence do; a day to come never does.
        var age = DateOnly.FromDateTime(at.UtcDateTime).DayNumber - day.DayNumber;
        return age < 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The kill switch says it was tested on {day:yyyy-MM-dd}, which is to come. Test it now."
                )
            : age > days
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The kill switch was tested on {day:yyyy-MM-dd}, more than {days} days ago. Test it again."
                )
            : null;
    }

    private static int Level(string autonomy) =>
        AgentVocabulary.AutonomyLevels.ToList().IndexOf(autonomy) is >= 0 and var level ? level : int.MaxValue;
}
