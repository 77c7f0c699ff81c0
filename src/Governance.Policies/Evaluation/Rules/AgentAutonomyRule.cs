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
        var expected = Sentence.Joined(
            ", ",
            Sentence.Of("autonomy.asked", $"autonomy <= {most}", ("accepted", Autonomy(most))),
            AskedWith("irreversible", undone),
            AskedWith("money", paying),
            days is { } age
                ? Sentence.Of(
                    "autonomy.asked-switch",
                    string.Create(CultureInfo.InvariantCulture, $"killSwitch <= {age} d"),
                    ("days", Values.Days(age))
                )
                : null
        );
        var wrong = new List<Sentence?>
        {
            Level(agent.Autonomy) > Level(most)
                ? Sentence.Of(
                    "autonomy.above",
                    $"The agent is {agent.Autonomy}, and at most {most} is accepted. Lower its autonomy in the manifest.",
                    ("autonomy", Autonomy(agent.Autonomy)),
                    ("accepted", Autonomy(most))
                )
                : null,
            WhyNotWith(agent, "irreversible", undone),
            WhyNotWith(agent, "money", paying),
            days is { } limit ? WhyNotStoppable(agent.KillSwitch, context.Input.At, limit) : null,
        };
        var tested = agent.KillSwitch?.TestedOn;
        var actual = Sentence.Joined(
            ", ",
            Sentence.Of("autonomy.seen", agent.Autonomy, ("autonomy", Autonomy(agent.Autonomy))),
            days is null ? null
                : tested is { } day
                    ? Sentence.Of(
                        "autonomy.seen-switch",
                        string.Create(CultureInfo.InvariantCulture, $"killSwitch {day:yyyy-MM-dd}"),
                        ("day", Values.Day(day))
                    )
                : Sentence.Of("autonomy.seen-switch-untested", "killSwitch –")
        );
        return wrong.TrueForAll(one => one is null)
            ? Finding.Pass(Sentence.Of("autonomy.met", "The agent is within the accepted level of autonomy."), expected, actual)
            : Finding.Fail(Sentence.Joined(" ", wrong), expected, actual);
    }

    private static StatementValue? Autonomy(string word) => Values.Term(StatementTerms.Autonomy, word);

    private static Sentence? AskedWith(string risk, string? most) =>
        most is null
            ? null
            : Sentence.Of(
                "autonomy.asked-with-risk",
                $"{risk} <= {most}",
                ("toolRisk", Values.Term(StatementTerms.ToolRisk, risk)),
                ("accepted", Autonomy(most))
            );

    private static Sentence? WhyNotWith(AgentManifest agent, string risk, string? most)
    {
        if (most is null || Level(agent.Autonomy) <= Level(most))
        {
            return null;
        }

        var tools = agent
            .Tools.Where(tool => AgentToolRule.HasRisk(tool, risk))
            .Select(tool => tool.Id)
            .Order(StringComparer.Ordinal)
            .ToList();
        return tools.Count == 0
            ? null
            : Sentence.Of(
                "autonomy.above-with-risk",
                $"The agent is {agent.Autonomy}, and with tools of the risk {risk} ({RuleContext.Listed(tools.Take(10))}) "
                    + $"at most {most} is accepted. Lower its autonomy, or take the tools out of the manifest.",
                ("autonomy", Autonomy(agent.Autonomy)),
                ("toolRisk", Values.Term(StatementTerms.ToolRisk, risk)),
                ("tools", Values.Names(tools)),
                ("accepted", Autonomy(most))
            );
    }

    private static Sentence? WhyNotStoppable(AgentKillSwitch? killSwitch, DateTimeOffset at, int days)
    {
        if (killSwitch is null)
        {
            return Sentence.Of(
                "autonomy.no-switch",
                "The agent has no kill switch. Describe in the manifest how it is stopped, and test it."
            );
        }

        if (killSwitch.TestedOn is not { } day)
        {
            return Sentence.Of(
                "autonomy.switch-untested",
                "The kill switch was never tested. Test it, and write the day into the manifest."
            );
        }

        // Exactly as old as allowed still counts, as ages of evidence do; a day to come never does.
        var age = Instant.Day(at).DayNumber - day.DayNumber;
        return age < 0
                ? Sentence.Of(
                    "autonomy.switch-future",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The kill switch says it was tested on {day:yyyy-MM-dd}, which is to come. Test it now."
                    ),
                    ("day", Values.Day(day))
                )
            : age > days
                ? Sentence.Of(
                    "autonomy.switch-old",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The kill switch was tested on {day:yyyy-MM-dd}, more than {days} days ago. Test it again."
                    ),
                    ("day", Values.Day(day)),
                    ("days", Values.Days(days))
                )
            : null;
    }

    private static int Level(string autonomy) =>
        AgentVocabulary.AutonomyLevels.ToList().IndexOf(autonomy) is >= 0 and var level ? level : int.MaxValue;
}
