using FsCheck;
using FsCheck.Fluent;
using static Governance.Policies.Tests.Agents.AgentFacts;

namespace Governance.Policies.Tests.Agents;

/// <summary>What holds of decisions whatever rules and call there are, tried on generated ones.</summary>
public sealed class AgentCallPropertyTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261126UL, 41UL);

    private static readonly Gen<string> s_tool = Gen.Elements(
        "files.*",
        "files.read",
        "Files.Write",
        "payments.transfer",
        "\"*\"",
        "clock",
        "\"risk:read\"",
        "\"risk:write\"",
        "\"risk:money\"",
        "\"risk:irreversible\""
    );

    private static readonly Gen<string> s_condition = Gen.Frequency(
        (5, Gen.Constant(string.Empty)),
        (1, Gen.Elements(", scope: /srv/inbox", ", scope: /srv/out/final", ", scope: /srv")),
        (1, Gen.Elements(", AMOUNT: 100, currency: EUR", ", AMOUNT: 5, currency: USD")),
        (1, Gen.Elements(", hours: \"08:00-12:00\", timeZone: UTC", ", hours: \"20:00-04:00\", timeZone: Europe/Berlin"))
    );

    private static readonly Gen<string> s_entry = s_tool.SelectMany(tool => s_condition.Select(when => $"{{tool: {tool}{when}}}"));

    private static readonly Gen<Lists> s_lists = s_entry
        .ArrayOf()
        .Three()
        .Select(lists => new Lists(
            [.. lists.Item1.Distinct().Take(4)],
            [.. lists.Item2.Distinct().Take(3)],
            [.. lists.Item3.Distinct().Take(2)]
        ));

    private static readonly Gen<AgentCall> s_call = Gen.Elements(
            Call("read", "files"),
            Call("read", "files", "/srv/inbox/a"),
            Call("read", "files", "/srv/inbox/a", "/srv/out/final/b"),
            Call("write", "files", "/srv/out/a"),
            Call("clock", null),
            Pay(50),
            Pay(150),
            Pay(null),
            Pay(3, "USD")
        )
        .SelectMany(call => Gen.Choose(0, 23).Select(hour => call with { At = new(2026, 3, 2, hour, 0, 0, TimeSpan.Zero) }));

    [Fact]
    public void AddingAnEntryToDeny_NeverAllowsMore() =>
        Check(
            s_lists.Zip(s_entry).Zip(s_call),
            given =>
            {
                var ((lists, more), call) = (given.Item1, given.Item2);
                return Rank(Decide(call, (lists with { Deny = [.. lists.Deny.Append(more).Distinct()] }).Rule()))
                    >= Rank(Decide(call, lists.Rule()));
            }
        );

    [Fact]
    public void TakingAnEntryOfAllowAway_NeverAllowsMore() =>
        Check(
            s_lists.Where(lists => lists.Allow.Length > 1).Zip(s_call),
            given =>
                Rank(Decide(given.Item2, (given.Item1 with { Allow = given.Item1.Allow[1..] }).Rule()))
                >= Rank(Decide(given.Item2, given.Item1.Rule()))
        );

    [Fact]
    public void OrderOfPoliciesRulesAndEntries_ChangesNothing() =>
        Check(
            s_lists.Two().Zip(s_call),
            given =>
            {
                var ((one, other), call) = (given.Item1, given.Item2);
                var turned = new Lists([.. one.Allow.Reverse()], [.. one.Ask.Reverse()], [.. one.Deny.Reverse()]);
                var policies = new[] { TestFacts.Policy(one.Rule(), name: "a"), TestFacts.Policy(other.Rule(), name: "b") };
                var decided = AgentCallRules.Decide(Agent, policies, "production", call);
                var reversed = AgentCallRules.Decide(Agent, [policies[1], policies[0]], "production", call);
                return decided == reversed && Rank(Decide(call, one.Rule())) == Rank(Decide(call, turned.Rule()));
            }
        );

    [Fact]
    public void AnotherPolicyBeside_NeverAllowsMore_AndTheStricterDecides() =>
        Check(
            s_lists.Two().Zip(s_call),
            given =>
            {
                var ((one, other), call) = (given.Item1, given.Item2);
                return Rank(Decide(call, one.Rule(), other.Rule()))
                    == Math.Max(Rank(Decide(call, one.Rule())), Rank(Decide(call, other.Rule())));
            }
        );

    [Fact]
    public void WhatTheManifestAloneForbids_NoPolicyAllows() =>
        Check(s_lists.Zip(s_call), given => Rank(Decide(given.Item2, given.Item1.Rule())) >= Rank(Decide(given.Item2)));

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        FsCheck.Fluent.Prop.ForAll(values.ToArbitrary(), holds).Check(s_config);

    private static int Rank(CallDecision decision) => AgentVocabulary.Decisions.ToList().IndexOf(decision.Decision);

    private sealed record Lists(string[] Allow, string[] Ask, string[] Deny)
    {
        public string Rule() =>
            $"type: agent_tools, params: {{{string.Join(", ", new[] { List("allow", Allow), List("ask", Ask), List("deny", Deny) }.Where(list => list.Length > 0))}}}";

        private static string List(string name, string[] entries) =>
            entries.Length == 0
                ? string.Empty
                : $"{name}: [{string.Join(", ", entries)}]".Replace(
                    "AMOUNT",
                    name == "allow" ? "maxAmount" : "aboveAmount",
                    StringComparison.Ordinal
                );

        public override string ToString() => Rule();
    }
}
